import { expect, it } from 'vitest'
import { isEmojiOnly } from './is-emoji-only.ts'

it.each(['👍', '👨‍👩‍👧‍👦', '🇩🇪🇫🇷', '❤️', '1️⃣', '😀 😃 😄', '👋🏽'])('%s is large', (text) => {
  expect(isEmojiOnly(text)).toBe(true)
})
it.each(['', '  ', 'ok 👍', '123', '#', '😀😀😀😀😀😀😀', ':-)', '©ompany'])('"%s" is not', (text) => {
  expect(isEmojiOnly(text)).toBe(false)
})
