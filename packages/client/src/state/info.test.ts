import { describe, expect, test } from 'vitest'
import { channel, membership, message, summary, uuidOf } from '../testing/rows.ts'
import type { Delta } from './delta.ts'
import {
  applyHead,
  applyMarker,
  applySummary,
  applyToInfo,
  type Info,
  infoOf,
  readAhead,
  readAnswered,
  summaryOf,
} from './info.ts'
import { countedAt } from './marker.ts'
import { windowOf } from './window.ts'

const me = uuidOf('a', 1)
/** 10 messages of which 2 are notices; read up to 5. */
const start = infoOf({
  ...summary(20, { lastNumber: 10, counted: 8, lastMessage: message(10) }),
  membership: membership({ readNumber: 5, readVersion: 1, unread: 4 }),
})
const step = (after: number, revision: number, over: Partial<Delta>): Delta => ({
  after,
  revision,
  messages: [],
  members: [],
  channel: null,
  ...over,
})
const unread = (info: Info | 'gap') => (info === 'gap' ? info : summaryOf(info, null).membership?.unread)
const must = (info: Info | 'gap' | null): Info => {
  if (!info || info === 'gap') throw new Error(String(info))
  return info
}

describe('unread', () => {
  test('grows with what others say, not with notices, and not twice', () => {
    const one = must(applyToInfo(start, step(20, 21, { messages: [message(11, 21)] }), me))
    expect(unread(one)).toBe(5)
    expect(unread(applyToInfo(one, step(20, 21, { messages: [message(11, 21)] }), me))).toBe(5)
    expect(unread(applyToInfo(one, step(21, 22, { messages: [message(12, 22, { kind: 'system' })] }), me))).toBe(5)
    expect(unread(applyToInfo(one, step(21, 22, { messages: [message(11, 22)] }), me))).toBe(5)
  })

  test('is nothing after I wrote, and counts on from there', () => {
    const wrote = must(applyToInfo(start, step(20, 21, { messages: [message(11, 21, { userId: me })] }), me))
    expect(unread(wrote)).toBe(0)
    expect(unread(applyToInfo(wrote, step(21, 22, { messages: [message(12, 22)] }), me))).toBe(1)
  })

  test('is nothing after I wrote, also when a newer row of the channel came first, as when a node repairs', () => {
    const row = channel(21, { name: 'new', lastNumber: 11, counted: 9 })
    const renamed = must(applyToInfo(start, step(20, 21, { channel: row }), me))
    expect(unread(renamed)).toBe(4)
    const wrote = must(applyToInfo(renamed, step(21, 22, { messages: [message(11, 22, { userId: me })] }), me))
    expect(summaryOf(wrote, null)).toMatchObject({ name: 'new', lastNumber: 11, counted: 9 })
    expect(unread(wrote)).toBe(0)
  })

  test('falls at once when I read, and stays so when the server confirms', () => {
    const window = windowOf({
      messages: [6, 7, 8, 9, 10].map((n) => message(n)),
      revision: 20,
      hasBefore: true,
      hasAfter: false,
    })
    expect(countedAt(start, window, 8)).toBe(6)
    const read = must(readAhead(start, 8, countedAt(start, window, 8)))
    expect(unread(read)).toBe(2)
    const confirmed = applyMarker(read, { number: 8, version: 2, counted: 6, at: 20 }, 0)
    expect(unread(confirmed)).toBe(2)
  })

  test('is not guessed where the messages held do not tell', () => {
    expect(countedAt(start, null, 8)).toBe(null)
    const far = windowOf({ messages: [message(10)], revision: 20, hasBefore: true, hasAfter: false })
    expect(countedAt(start, far, 8)).toBe(null)
    expect(countedAt(start, null, 10)).toBe(8)
  })

  test('goes back up when I marked it unread elsewhere, and a read decided before does not undo that', () => {
    const read = must(readAhead(start, 10, 8))
    const back = applyMarker(read, { number: 2, version: 2, counted: 2, at: 20 }, 0)
    expect(unread(back)).toBe(6)
    expect(unread(applyMarker(back, { number: 9, version: 1, counted: 7, at: 20 }, 0))).toBe(6)
  })

  test('stays where I read to when another device read less far, until the server says more', () => {
    const read = must(readAhead(start, 10, 8))
    expect(unread(applyMarker(read, { number: 7, version: 2, counted: 5, at: 20 }, 0))).toBe(0)
    const answered = readAnswered(read)
    expect(unread(answered)).toBe(0)
    const later = {
      ...summary(20, { lastNumber: 10, counted: 8 }),
      membership: membership({ readNumber: 5, readVersion: 1, unread: 4 }),
    }
    expect(unread(applySummary(answered, later))).toBe(4)
  })

  test('is where it was set back to after my message, however late that message is told', () => {
    const wrote = message(11, 21, { userId: me })
    const back = { number: 9, version: 2, counted: 7, at: 21 }
    const told = (info: Info) => must(applyToInfo(info, step(20, 21, { messages: [wrote] }), me))
    expect(unread(told(applyMarker(start, back, 0)))).toBe(2)
    expect(unread(applyMarker(told(start), back, 0))).toBe(2)
    // Written after it: that is reading.
    const before = { ...back, at: 20 }
    expect(unread(told(applyMarker(start, before, 0)))).toBe(0)
    expect(unread(applyMarker(told(start), before, 0))).toBe(0)
  })

  test('comes from the head after a reconnect, and live messages do not count what it counted', () => {
    const head = {
      channelId: start.channel.id,
      revision: 25,
      lastNumber: 15,
      counted: 13,
      unread: 9,
      mentions: 2,
      readNumber: 5,
      readVersion: 1,
    }
    const behind = applyHead(start, head)
    expect(summaryOf(behind, null).membership).toMatchObject({ unread: 9, mentions: 2 })
    expect(behind.known).toBe(20)
    const caughtUp = applyToInfo(
      behind,
      step(20, 26, { messages: [11, 12, 13, 14, 15, 16].map((n) => message(n, n + 10)) }),
      me,
    )
    expect(unread(caughtUp)).toBe(10)
  })
})

describe('what is held', () => {
  test('is never replaced by what was read earlier', () => {
    const newer = applySummary(start, summary(30, { name: 'new', lastNumber: 12, counted: 10 }))
    expect(applySummary(newer, summary(25, { name: 'old' }))).toMatchObject({
      known: 30,
      lastNumber: 12,
      channel: { name: 'new' },
    })
  })

  test('misses nothing: a step that does not follow is a gap', () => {
    expect(applyToInfo(start, step(21, 22, { messages: [message(12, 22)] }), me)).toBe('gap')
  })

  test('takes two events of one revision', () => {
    const first = must(applyToInfo(start, step(20, 21, { messages: [message(11, 21)] }), me))
    const second = must(applyToInfo(first, step(21, 21, { channel: channel(21, { name: 'renamed' }) }), me))
    expect(second.channel.name).toBe('renamed')
  })
})
