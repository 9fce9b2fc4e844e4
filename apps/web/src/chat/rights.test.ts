import type { ChannelKind, Membership, Role } from '@chime/protocol'
import { expect, test } from 'vitest'
import { mayAdd, mayEdit, mayPin, mayRemove, mayRun, rolesToGive } from './rights.ts'

const kinds: ChannelKind[] = ['direct', 'group', 'public', 'announcement']

/** As the server has it: `channel/access.ts`, `channel/update.ts`, `member/add.ts`, `message/pin.ts`. */
function channel(kind: ChannelKind, role: Role | null, archived = false) {
  // Only the role of it is looked at.
  const membership = role && ({ role } as Membership)
  return { kind, membership, archivedAt: archived ? '2026-01-01T00:00:00.000Z' : null }
}

const allowed = (may: (of: ReturnType<typeof channel>) => boolean, role: Role | null) =>
  kinds.filter((kind) => may(channel(kind, role)))

test('a member renames groups, adds people where not only admins do, and pins where all are alike', () => {
  expect(allowed(mayEdit, 'member')).toEqual(['group'])
  expect(allowed(mayRun, 'member')).toEqual([])
  expect(allowed(mayAdd, 'member')).toEqual(['group', 'public'])
  expect(allowed(mayPin, 'member')).toEqual(['direct', 'group'])
})

test.each(['owner', 'admin'] as const)('an %s runs every channel but a direct conversation', (role) => {
  for (const may of [mayEdit, mayRun, mayAdd]) expect(allowed(may, role)).toEqual(['group', 'public', 'announcement'])
  expect(allowed(mayPin, role)).toEqual(kinds)
})

test('who only looks on may nothing, and in an archived channel nothing is pinned', () => {
  for (const may of [mayEdit, mayRun, mayAdd, mayPin]) expect(allowed(may, null)).toEqual([])
  expect(mayPin(channel('public', 'owner', true))).toBe(false)
})

test('only owners give roles; an admin removes everybody but owners', () => {
  expect(rolesToGive('owner')).toEqual(['owner', 'admin', 'member'])
  expect(rolesToGive('admin')).toEqual([])
  expect(rolesToGive(undefined)).toEqual([])
  expect(mayRemove('admin', 'owner')).toBe(false)
  expect(mayRemove('admin', 'admin')).toBe(true)
  expect(mayRemove('owner', 'owner')).toBe(true)
  expect(mayRemove('member', 'member')).toBe(false)
})
