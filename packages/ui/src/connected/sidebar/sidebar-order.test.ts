import type { ChannelKind, ChannelSummary } from '@chime/protocol'
import { expect, test } from 'vitest'
import { sidebarOrder } from './sidebar-order.ts'

const channel = (id: string, kind: ChannelKind, name: string | null, archivedAt: string | null = null) =>
  // Only what the order looks at.
  ({ id, kind, name, archivedAt, peer: null }) as ChannelSummary

const latestFirst = [
  channel('d2', 'direct', null),
  channel('b', 'group', 'beta 10'),
  channel('t', 'thread', null),
  channel('d1', 'direct', null),
  channel('a', 'public', 'Alpha'),
  channel('c', 'public', 'beta 9'),
  channel('x', 'public', 'archived', '2026-01-01T00:00:00.000Z'),
]

test('named channels come by name, then direct conversations by activity; threads and archived ones not at all', () => {
  expect(sidebarOrder(latestFirst).map(({ id }) => id)).toEqual(['a', 'c', 'b', 'd2', 'd1'])
})
