import { emoji as emojiSchema } from '@chime/protocol'
import { expect, it } from 'vitest'
import { emojiNamed, findEmojiNames } from './emoji-names.ts'

it('emoji have the names that people know', () => {
  expect(['smile', '+1', 'thumbsup', 'heart', 'tada', 'JOY'].map(emojiNamed)).toEqual([
    '😄',
    '👍',
    '👍',
    '❤️',
    '🎉',
    '😂',
  ])
  expect(emojiNamed('no_such_emoji')).toBe(undefined)
})

it('are found by how their names begin, the shortest first, and are such as the server takes', () => {
  const found = findEmojiNames('smil', 8)
  expect(found[0]).toEqual({ name: 'smile', emoji: '😄' })
  expect(found.length).toBe(8)
  expect(found.every(({ emoji }) => emojiSchema.safeParse(emoji).success)).toBe(true)
  expect(findEmojiNames('face', 3).every(({ name }) => name.includes('face'))).toBe(true)
})
