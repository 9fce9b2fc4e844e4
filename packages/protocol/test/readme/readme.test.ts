import { describe, expect, test } from 'vitest'
import { type Message, ServerEvent } from '../../src/index.ts'
import { channelOf, problemOf, statusOf, textOf } from './examples.ts'

const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
const message: Message = {
  channelId: id,
  number: 1,
  revision: 1,
  kind: 'system',
  clientId: id,
  userId: id,
  content: 'Renamed the channel',
  createdAt: '2026-11-30T10:00:00.000Z',
  editedAt: null,
  deletedAt: null,
  deletedRevision: null,
  metadata: { notice: 'renamed', name: 'plans' },
  replyTo: null,
  thread: null,
  reactions: [],
  mentions: { userIds: [], everyone: null },
  attachments: [],
  pinned: false,
  poll: null,
  previews: [],
  forwarded: null,
}

describe('the examples of the README do what they say', () => {
  test('an event tells its channel, if it has one', () => {
    expect(channelOf(ServerEvent.parse({ type: 'message', channelId: id, after: 0, revision: 1, message }))).toBe(id)
    expect(channelOf(ServerEvent.parse({ type: 'block', after: 0, revision: 1, userId: id, blocked: true }))).toBe(null)
  })

  test('what the server would refuse is refused before', () => {
    expect(problemOf(id, 'hello')).toBe(null)
    expect(problemOf(id, '')).toBe('must not be empty without attachments')
    expect(problemOf('general', 'hello')).toMatch(/uuid/i)
    expect(problemOf(id, 'x'.repeat(8_001))).toBe('at most 8000 characters')
  })

  test('each reason has its HTTP status', () => {
    expect(statusOf('RATE_LIMITED')).toBe(429)
  })

  test('a notice is phrased anew, and everything else is its own text', () => {
    expect(textOf(message)).toBe('The channel is now called plans')
    expect(textOf({ ...message, metadata: { notice: 'painted' } })).toBe('Renamed the channel')
    expect(textOf({ ...message, kind: 'user', content: 'hi' })).toBe('hi')
  })
})
