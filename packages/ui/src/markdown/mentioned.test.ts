import type { Group } from '@chime/protocol'
import { expect, it } from 'vitest'
import { mentionedBy } from './mentioned.ts'

const team: Group = {
  id: 'id-team',
  handle: 'team',
  name: 'Team',
  description: null,
  memberIds: [],
  createdBy: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  deletedAt: null,
  revision: 1,
}
const groups = new Map([
  ['team', team],
  ['ann', team],
])
const people = new Map([
  ['ann', 'id-ann'],
  ['ben.', 'id-ben'],
])

it.each([
  [['ann'], { name: 'ann', kind: 'person', userId: 'id-ann' }],
  [['ann.', 'ann'], { name: 'ann', kind: 'person', userId: 'id-ann' }],
  [['ben.', 'ben'], { name: 'ben.', kind: 'person', userId: 'id-ben' }],
  [['team'], { name: 'team', kind: 'group', group: team }],
  [['team.', 'team'], { name: 'team', kind: 'group', group: team }],
  [['teams'], null],
  [['ben'], null],
  [['zoe'], null],
  [['here.', 'here'], null],
])('only whom the server says it mentions is mentioned, and groups: %j', (names, found) => {
  expect(mentionedBy(names, { people, everyone: false, groups })).toEqual(found)
})

it('@channel and @here are mentions only when they call', () => {
  for (const name of ['channel', 'here']) {
    expect(mentionedBy([`${name}.`, name], { people, everyone: true, groups })).toEqual({ name, kind: 'everyone' })
  }
})
