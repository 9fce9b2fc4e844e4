import type { ChannelKind, Membership, Role } from '@chime/protocol'
import { expect, test } from 'vitest'
import { assignableRoles, mayAddMembers, mayEdit, mayManage, mayPin, mayRemoveMember } from './channel-rights.ts'

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
  expect(allowed(mayManage, 'member')).toEqual([])
  expect(allowed(mayAddMembers, 'member')).toEqual(['group', 'public'])
  expect(allowed(mayPin, 'member')).toEqual(['direct', 'group'])
})

test.each(['owner', 'admin'] as const)('an %s runs every channel but a direct conversation', (role) => {
  for (const may of [mayEdit, mayManage, mayAddMembers])
    expect(allowed(may, role)).toEqual(['group', 'public', 'announcement'])
  expect(allowed(mayPin, role)).toEqual(kinds)
})

test('who only looks on may nothing, and in an archived channel nothing is pinned', () => {
  for (const may of [mayEdit, mayManage, mayAddMembers, mayPin]) expect(allowed(may, null)).toEqual([])
  expect(mayPin(channel('public', 'owner', true))).toBe(false)
})

test('only owners give roles; an admin removes everybody but owners', () => {
  expect(assignableRoles('owner')).toEqual(['owner', 'admin', 'member'])
  expect(assignableRoles('admin')).toEqual([])
  expect(assignableRoles(undefined)).toEqual([])
  expect(mayRemoveMember('admin', 'owner')).toBe(false)
  expect(mayRemoveMember('admin', 'admin')).toBe(true)
  expect(mayRemoveMember('owner', 'owner')).toBe(true)
  expect(mayRemoveMember('member', 'member')).toBe(false)
})
