import { expect, it } from 'vitest'
import { mentionedBy } from './mentioned.ts'

const people = new Map([
  ['ann', 'id-ann'],
  ['ben.', 'id-ben'],
])

it.each([
  [['ann'], { name: 'ann', userId: 'id-ann' }],
  [['ann.', 'ann'], { name: 'ann', userId: 'id-ann' }],
  [['ben.', 'ben'], { name: 'ben.', userId: 'id-ben' }],
  [['ben'], null],
  [['zoe'], null],
  [['here.', 'here'], null],
])('only whom the server says it mentions is mentioned: %j', (names, found) => {
  expect(mentionedBy(names, { people, everyone: false })).toEqual(found)
})

it('@channel and @here are mentions only when they call', () => {
  for (const name of ['channel', 'here']) {
    expect(mentionedBy([`${name}.`, name], { people, everyone: true })).toEqual({ name, userId: null })
  }
})
