import { describe, expect, test } from 'vitest'
import type { Delta } from '../../src/state/delta.ts'
import {
  applyHead,
  applyMarker,
  applySummary,
  applyToInfo,
  type Info,
  infoOf,
  isMarkerLate,
  readAnswered,
  readLocally,
  summaryOf,
} from '../../src/state/info.ts'
import { type Marker, unreadAfter } from '../../src/state/marker.ts'
import { windowOf } from '../../src/state/window.ts'
import { channel, membership, message, summary, time, uuidOf } from '../model/rows.ts'

const me = uuidOf('a', 1)
const foe = uuidOf('a', 7)
const reader = { myId: me, blocked: new Set([foe]) }
/** 10 messages, of which 2 are notices; read up to number 5. */
const start = infoOf({
  ...summary(20, { lastNumber: 10, counted: 8, lastMessage: message(10) }),
  membership: membership({ readNumber: 5, readVersion: 1, unread: 4 }),
})
const marker = (over: Partial<Marker>): Marker => {
  return { number: 5, version: 1, unread: 4, mentions: 0, at: 20, upTo: 10, ...over }
}
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
    const one = must(applyToInfo(start, step(20, 21, { messages: [message(11, 21)] }), reader))
    expect(unread(one)).toBe(5)
    expect(unread(applyToInfo(one, step(20, 21, { messages: [message(11, 21)] }), reader))).toBe(5)
    expect(unread(applyToInfo(one, step(21, 22, { messages: [message(12, 22, { kind: 'system' })] }), reader))).toBe(5)
    expect(unread(applyToInfo(one, step(21, 22, { messages: [message(11, 22)] }), reader))).toBe(5)
  })

  test('is what it was after I wrote: sending is not reading', () => {
    const written = must(applyToInfo(start, step(20, 21, { messages: [message(11, 21, { userId: me })] }), reader))
    expect(summaryOf(written, null)).toMatchObject({
      lastNumber: 11,
      counted: 9,
      membership: { readNumber: 5, unread: 4 },
    })
    expect(unread(applyToInfo(written, step(21, 22, { messages: [message(12, 22)] }), reader))).toBe(5)
  })

  test('does not count whom I block', () => {
    const written = must(applyToInfo(start, step(20, 21, { messages: [message(11, 21, { userId: foe })] }), reader))
    expect(unread(written)).toBe(4)
    const gone = message(11, 22, { userId: foe, deletedAt: time, deletedRevision: 22 })
    expect(unread(applyToInfo(written, step(21, 22, { messages: [gone] }), reader))).toBe(4)
  })

  test('falls when a message is deleted, once, and not for what I have read', () => {
    const gone = (number: number, deletedRevision: number, revision = deletedRevision) =>
      message(number, revision, { deletedAt: time, deletedRevision })
    const one = must(applyToInfo(start, step(20, 21, { messages: [gone(9, 21)] }), reader))
    expect(unread(one)).toBe(3)
    expect(unread(applyToInfo(one, step(20, 21, { messages: [gone(9, 21)] }), reader))).toBe(3)
    // The tombstone changes once more: a thread below it gets a reply.
    expect(unread(applyToInfo(one, step(21, 22, { messages: [gone(9, 21, 22)] }), reader))).toBe(3)
    expect(unread(applyToInfo(one, step(21, 22, { messages: [gone(4, 22)] }), reader))).toBe(3)
    // Sent and deleted while nothing was heard.
    expect(unread(applyToInfo(one, step(21, 23, { messages: [gone(11, 23)] }), reader))).toBe(3)
  })

  test('grows when a newer row of the channel came first, as when a node repairs', () => {
    const row = channel(21, { name: 'new', lastNumber: 11, counted: 9 })
    const renamed = must(applyToInfo(start, step(20, 21, { channel: row }), reader))
    expect(unread(renamed)).toBe(4)
    const written = must(applyToInfo(renamed, step(21, 22, { messages: [message(11, 22)] }), reader))
    expect(summaryOf(written, null)).toMatchObject({ name: 'new', lastNumber: 11, counted: 9 })
    expect(unread(written)).toBe(5)
  })

  test('falls at once when I read, and stays so when the server confirms', () => {
    const rows = [6, 7, 8, 9, 10].map((n) => message(n, n, { userId: n === 10 ? me : uuidOf('a', 9) }))
    const window = windowOf({ messages: rows, revision: 20, hasBefore: true, hasAfter: false })
    expect(unreadAfter(start, window, 8, reader)).toBe(1)
    const read = must(readLocally(start, 8, unreadAfter(start, window, 8, reader)))
    expect(unread(read)).toBe(1)
    expect(unread(applyMarker(read, marker({ number: 8, version: 2, unread: 1 })))).toBe(1)
  })

  test('is not guessed where the messages held do not tell', () => {
    expect(unreadAfter(start, null, 8, reader)).toBe(null)
    const far = windowOf({ messages: [message(10)], revision: 20, hasBefore: true, hasAfter: false })
    expect(unreadAfter(start, far, 8, reader)).toBe(null)
    expect(unreadAfter(start, null, 10, reader)).toBe(0)
  })

  test('goes back up when I marked it unread elsewhere, and a read decided before does not undo that', () => {
    const read = must(readLocally(start, 10, 0))
    const back = applyMarker(read, marker({ number: 2, version: 2, unread: 6 }))
    expect(unread(back)).toBe(6)
    expect(unread(applyMarker(back, marker({ number: 9, version: 1, unread: 1 })))).toBe(6)
  })

  test('stays where I read to when another device read less far, until the server says more', () => {
    const read = must(readLocally(start, 10, 0))
    expect(unread(applyMarker(read, marker({ number: 7, version: 2, unread: 2 })))).toBe(0)
    const answered = readAnswered(read)
    expect(unread(answered)).toBe(0)
    const later = {
      ...summary(20, { lastNumber: 10, counted: 8 }),
      membership: membership({ readNumber: 5, readVersion: 1, unread: 4 }),
    }
    expect(unread(applySummary(answered, later))).toBe(4)
  })

  test('is unsure after a marker that comes late, until it is asked for', () => {
    const late = marker({ number: 8, version: 2, unread: 2 })
    const more = must(applyToInfo(start, step(20, 21, { messages: [message(11, 21)] }), reader))
    expect(isMarkerLate(more, late)).toBe(true)
    expect(isMarkerLate(more, { ...late, at: 21 })).toBe(false)
    expect(isMarkerLate(more, { ...late, version: 0 })).toBe(false)
    // What is known already is not counted again.
    const marked = applyMarker(more, late)
    expect(unread(applyToInfo(marked, step(20, 21, { messages: [message(11, 21)] }), reader))).toBe(2)
    expect(unread(applyToInfo(marked, step(21, 22, { messages: [message(12, 22)] }), reader))).toBe(3)
  })

  test('is that of a marker which comes early, until what came after it is heard', () => {
    const early = marker({ number: 9, version: 2, unread: 2, at: 22, upTo: 12 })
    const marked = applyMarker(start, early)
    expect(unread(marked)).toBe(2)
    const rows = [message(11, 21), message(12, 22, { userId: me }), message(13, 23)]
    expect(unread(applyToInfo(marked, step(20, 23, { messages: rows }), reader))).toBe(3)
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
      reader,
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
    expect(applyToInfo(start, step(21, 22, { messages: [message(12, 22)] }), reader)).toBe('gap')
  })

  test('takes two events of one revision', () => {
    const first = must(applyToInfo(start, step(20, 21, { messages: [message(11, 21)] }), reader))
    const second = must(applyToInfo(first, step(21, 21, { channel: channel(21, { name: 'renamed' }) }), reader))
    expect(second.channel.name).toBe('renamed')
  })
})
