import { describe, expect, it } from 'vitest'
import { badgeOf, channelNote, type SidebarChannel, sidebarRows } from './sidebar-rows.ts'

const channel = (over: Partial<SidebarChannel>): SidebarChannel => ({
  id: over.title ?? 'x',
  kind: 'public',
  title: 'general',
  unread: 0,
  mentions: 0,
  muted: false,
  href: '/c/x',
  ...over,
})
const keys = (channels: SidebarChannel[], folded: ('channels' | 'direct')[] = [], current: string | null = null) =>
  sidebarRows(channels, new Set(folded), current).map((row) => row.key)

describe('sections', () => {
  it('split direct messages from channels and keep the given order', () => {
    const all = [channel({ id: 'b' }), channel({ id: 'd', kind: 'direct' }), channel({ id: 'a', kind: 'group' })]
    expect(keys(all)).toEqual(['channels', 'b', 'a', 'channels-action', 'direct', 'd', 'direct-action'])
  })
  it('folded, still show what is unread and what is open', () => {
    const all = [channel({ id: 'read' }), channel({ id: 'unread', unread: 2 }), channel({ id: 'open' })]
    expect(keys(all, ['channels'], 'open')).toEqual(['channels', 'unread', 'open', 'direct', 'direct-action'])
  })
  it('folded, hide a muted channel with unread messages but not one that mentions me', () => {
    const all = [
      channel({ id: 'm', muted: true, unread: 5 }),
      channel({ id: 'n', muted: true, unread: 5, mentions: 1 }),
    ]
    expect(keys(all, ['channels', 'direct'])).toEqual(['channels', 'n', 'direct'])
  })
  it('do not list threads', () => {
    expect(keys([channel({ id: 't', kind: 'thread' })])).not.toContain('t')
  })
})

it('a badge counts mentions in a channel, everything in a direct conversation, and stops at 99', () => {
  expect(badgeOf(channel({ unread: 7, mentions: 2 }))).toEqual({ text: '2', personal: true })
  expect(badgeOf(channel({ unread: 7 }))).toEqual({ text: '7', personal: false })
  expect(badgeOf(channel({ unread: 120, kind: 'direct' }))).toEqual({ text: '99+', personal: true })
  expect(badgeOf(channel({ unread: 7, muted: true }))).toBe(null)
})

it('a screen reader hears what is new after the title', () => {
  expect(channelNote(channel({ title: 'design', unread: 3, mentions: 1 }), null)).toBe(', 3 unread, 1 mention')
  expect(channelNote(channel({ title: 'Ann Lee', kind: 'direct' }), 'Online')).toBe(', online')
})
