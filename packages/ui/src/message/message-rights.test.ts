import type { Message } from '@chime/protocol'
import { expect, it } from 'vitest'
import { sent } from '../../gallery/fixtures/conversation.ts'
import { actionsFor, type MessageRights } from './message-rights.ts'

const all: MessageRights = {
  write: true,
  respond: true,
  thread: true,
  pin: true,
  moderate: true,
  member: true,
  link: true,
}
const none: MessageRights = {
  write: false,
  respond: false,
  thread: false,
  pin: false,
  moderate: false,
  member: false,
  link: true,
}

function actions(rights: MessageRights, over: Partial<Message> = {}) {
  const item = sent(1, 'ann', '2026-01-01T00:00:00.000Z', 'text', over)
  return item.state === 'sent' ? actionsFor(item.message, 'me', rights) : []
}

it('others’ messages can be reported and never edited; mine the other way round', () => {
  expect(actions(all)).toContain('report')
  expect(actions(all)).not.toContain('edit')
  expect(actions(all, { userId: 'me' })).toContain('edit')
  expect(actions(all, { userId: 'me' })).not.toContain('report')
})

it('who moderates deletes what others wrote; everybody what is their own', () => {
  expect(actions({ ...all, moderate: false })).not.toContain('delete')
  expect(actions(all)).toContain('delete')
  expect(actions({ ...none, write: true }, { userId: 'me' })).toContain('delete')
})

it('what I have saved can be taken away, also when it is deleted; where nothing is kept, neither is offered', () => {
  const of = (isSaved: boolean | null, over: Partial<Message> = {}) => {
    const item = sent(1, 'ann', '2026-01-01T00:00:00.000Z', 'text', over)
    return item.state === 'sent' ? actionsFor(item.message, 'me', all, isSaved).filter((a) => a.endsWith('save')) : []
  }
  const deletedAt = '2026-01-01T00:00:00.000Z'
  expect([of(false), of(true), of(null)]).toEqual([['save'], ['unsave'], []])
  expect([of(false, { deletedAt }), of(true, { deletedAt })]).toEqual([[], ['unsave']])
})

it('who only looks on may still copy, forward, be reminded and report', () => {
  expect(actions(none)).toEqual(['forward', 'copy-link', 'copy-text', 'remind', 'report'])
})

it('of a deleted message a link is left, and its thread', () => {
  expect(actions(all, { deletedAt: '2026-01-01T00:00:00.000Z', content: '' })).toEqual(['copy-link', 'mark-unread'])
  const thread = { channelId: 'c', replies: 1, lastReplyAt: null, userIds: [] }
  expect(actions(all, { deletedAt: '2026-01-01T00:00:00.000Z', content: '', thread })).toContain('thread')
})

it('a poll and a forwarded message are not rewritten', () => {
  const poll = { options: [], multiple: false, closedAt: null }
  expect(actions(all, { userId: 'me', poll })).not.toContain('edit')
  const forwarded = { channelId: 'c', number: 1, userId: null, createdAt: '2026-01-01T00:00:00.000Z' }
  expect(actions(all, { userId: 'me', forwarded })).not.toContain('edit')
})

it('a notice can be linked to, and nothing else', () => {
  expect(actions(all, { kind: 'system' })).toEqual(['copy-link'])
})

it('a link is offered only where messages have addresses that others can open', () => {
  expect(actions({ ...all, link: false })).not.toContain('copy-link')
  expect(actions({ ...all, link: false }, { kind: 'system' })).toEqual([])
})
