import { expect, it } from 'vitest'
import { sent } from '../../../gallery/fixtures/conversation.ts'
import { moveUnreadDivider, settleUnreadDivider, type UnreadDivider } from './unread-divider.ts'

const opened: UnreadDivider = { at: 100, firstUnread: 100 }
const watching = { readUpTo: 0, attentive: true }

it('reading on does not move the line, nor does having read all', () => {
  const some = moveUnreadDivider(opened, 110, { readUpTo: 120, attentive: true })
  expect(some.at).toBe(100)
  expect(moveUnreadDivider(some, null, { readUpTo: 120, attentive: true }).at).toBe(100)
})
it('marking an older message as unread moves it back', () => {
  expect(moveUnreadDivider(opened, 90, watching).at).toBe(90)
})
it('marking a read message as unread brings the line although all was read', () => {
  expect(moveUnreadDivider({ at: null, firstUnread: null }, 5, { readUpTo: 20, attentive: true }).at).toBe(5)
})
it('a message that arrives before my eyes brings no line', () => {
  expect(moveUnreadDivider({ at: null, firstUnread: null }, 21, { readUpTo: 20, attentive: true }).at).toBe(null)
})
it('a message that arrives while I am away moves the line to it', () => {
  expect(moveUnreadDivider({ at: 100, firstUnread: null }, 121, { readUpTo: 120, attentive: false }).at).toBe(121)
})
it('more of them while I am away leave it at the first', () => {
  const line = moveUnreadDivider({ at: null, firstUnread: null }, 121, { readUpTo: 120, attentive: false })
  expect(moveUnreadDivider(line, 121, { readUpTo: 120, attentive: false })).toBe(line)
})

const said = (number: number, by: string) => sent(number, by, '2026-01-01T00:00:00.000Z', 'text')
const loaded = [said(7, 'me'), said(8, 'ann'), said(9, 'me'), said(10, 'ben')]

it('stands at the first unread one where only my own messages lie between it and the read marker', () => {
  const line = { at: 5, firstUnread: 5 }
  expect(settleUnreadDivider(line, loaded, { meId: 'me', unread: 2 })).toEqual({ at: 8, firstUnread: 5 })
  expect(settleUnreadDivider(line, loaded, { meId: 'me', unread: 1 })).toEqual({ at: 10, firstUnread: 5 })
})
it('is not drawn while what is unread is not all loaded, and stays where its place is loaded or all is read', () => {
  const line = { at: 5, firstUnread: 5 }
  expect(settleUnreadDivider(line, loaded, { meId: 'me', unread: 3 })).toBe(line)
  expect(settleUnreadDivider(line, [], { meId: 'me', unread: 2 })).toBe(line)
  expect(settleUnreadDivider(line, loaded, { meId: 'me', unread: 0 })).toBe(line)
  const near = { at: 7, firstUnread: 7 }
  expect(settleUnreadDivider(near, loaded, { meId: 'me', unread: 2 })).toBe(near)
})
