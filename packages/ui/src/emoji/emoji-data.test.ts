import { emoji as emojiSchema } from '@chime/protocol'
import { expect, it } from 'vitest'
import { emojiGroups, findEmoji } from './emoji-data.ts'

const all = emojiGroups.flatMap(({ emoji }) => emoji)

it('the server takes every emoji that the picker offers', () => {
  expect(all.length).toBeGreaterThan(1_500)
  expect(all.filter(({ emoji }) => !emojiSchema.safeParse(emoji).success)).toEqual([])
})

it('an emoji that is one without being asked is spelled without asking', () => {
  expect(all.map(({ emoji }) => emoji)).toEqual(expect.arrayContaining(['👍', '⛵', '❤️', '😂']))
})

it('is found by the beginnings of words, those that are called so first', () => {
  expect(findEmoji('sailb', 5).map(({ emoji }) => emoji)).toEqual(['⛵'])
  expect(findEmoji('red heart', 1).map(({ emoji }) => emoji)).toEqual(['❤️'])
  expect(findEmoji('no such emoji', 5)).toEqual([])
})
