import { describe, expect, it } from 'vitest'
import { isCalledAt, isEmojiAt, replaceEmojiNames } from '../../src/text/index.ts'

/** The place of the caret is marked by a bar; what is completed begins at the last `@` or colon before it. */
function asked(marked: string): [string, number, number] {
  const to = marked.indexOf('|')
  const text = marked.replace('|', '')
  return [text, Math.max(...['@', '＠', ':'].map((one) => text.lastIndexOf(one, to - 1))), to]
}

describe('a name is completed where it would be called', () => {
  it.each(['@|', 'hi @an|', '(@an|)', '看@an|', '＠an|', '_@an|_', '- @|', '`code` @an|', 'namexx @na|', '@an| more'])(
    '%s',
    (marked) => {
      expect(isCalledAt(...asked(marked))).toBe(true)
    },
  )
  it.each([
    '`@an|`',
    '```\n@an|',
    '``a @an| b``',
    'me@an|',
    '\\@an|',
    'https://e.example/@an|',
    '[a](https://e.example/@an|)',
  ])('and not in %s', (marked) => {
    expect(isCalledAt(...asked(marked))).toBe(false)
  })
})

describe('an emoji is completed where its name would be read', () => {
  it.each([':sm|', 'hi :sm|', '**:sm|**', '看:sm|'])('%s', (marked) => {
    expect(isEmojiAt(...asked(marked))).toBe(true)
  })
  it.each(['`:sm|`', '`:sm|', '```\n:sm|', '10:sm|', '\\:sm|', 'https://e.example/:sm|'])('and not in %s', (marked) => {
    expect(isEmojiAt(...asked(marked))).toBe(false)
  })
})

it('the names of emoji are replaced where they are read as such', () => {
  const emoji: Record<string, string> = { smile: '😄', '+1': '👍' }
  const replaced = (text: string) => replaceEmojiNames(text, (name) => emoji[name])
  expect(replaced(':smile: **:+1:** :smile::smile:')).toBe('😄 **👍** 😄😄')
  expect(replaced('name :smile: :unknown: name0')).toBe('name 😄 :unknown: name0')
  for (const text of ['`:smile:`', '```\n:smile:\n```', '\\:smile:', 'https://e.example/:smile:/', '10:30:20', '']) {
    expect(replaced(text)).toBe(text)
  }
  expect(replaced('`:smile:` :smile:')).toBe('`:smile:` 😄')
})
