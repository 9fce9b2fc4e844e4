import type { Message } from '@chime/protocol'
import { describe, expect, it } from 'vitest'
import type { TimelineItem } from '../timeline-item.ts'
import { buildRows } from './build-rows.ts'

const me = '00000000-0000-4000-8000-000000000001'
const ann = '00000000-0000-4000-8000-000000000002'

function sent(number: number, at: Date, over: Partial<Message> = {}): TimelineItem {
  const message: Message = {
    channelId: '00000000-0000-4000-8000-0000000000c1',
    number,
    revision: number,
    kind: 'user',
    clientId: `client-${number}`,
    userId: ann,
    content: 'text',
    createdAt: at.toISOString(),
    editedAt: null,
    deletedAt: null,
    deletedRevision: null,
    metadata: {},
    replyTo: null,
    thread: null,
    reactions: [],
    mentions: { userIds: [], everyone: null },
    attachments: [],
    pinned: false,
    poll: null,
    previews: [],
    forwarded: null,
    ...over,
  }
  return { state: 'sent', message }
}

function pending(clientId: string, at: Date): TimelineItem {
  return { state: 'pending', clientId, content: 'text', createdAt: at.toISOString(), error: null, retryable: true }
}

// Local times, because the days in the list are those of the reader's time zone.
const at = (day: number, hour: number, minute: number, second = 0) => new Date(2026, 10, day, hour, minute, second)
const heads = (items: TimelineItem[]) => buildRows(items, me, null).map((row) => row.startsGroup)

describe('groups', () => {
  it('one person within five minutes stands under one avatar', () => {
    expect(heads([sent(1, at(3, 10, 0)), sent(2, at(3, 10, 4, 59)), sent(3, at(3, 10, 9, 58))])).toEqual([
      true,
      false,
      false,
    ])
  })
  it('five minutes of silence begin a new group', () => {
    expect(heads([sent(1, at(3, 10, 0)), sent(2, at(3, 10, 5))])).toEqual([true, true])
  })
  it('another author begins a new group', () => {
    expect(heads([sent(1, at(3, 10, 0)), sent(2, at(3, 10, 1), { userId: me })])).toEqual([true, true])
  })
  it('a system notice belongs to no group and ends one', () => {
    const items = [sent(1, at(3, 10, 0)), sent(2, at(3, 10, 0), { kind: 'system' }), sent(3, at(3, 10, 0))]
    expect(heads(items)).toEqual([true, true, true])
  })
  it('two deleted accounts side by side are one stranger, but not a system notice', () => {
    const items = [sent(1, at(3, 10, 0), { userId: null }), sent(2, at(3, 10, 1), { userId: null })]
    expect(heads(items)).toEqual([true, false])
  })
  it('my pending message joins my group', () => {
    expect(heads([sent(1, at(3, 10, 0), { userId: me }), pending('p', at(3, 10, 1))])).toEqual([true, false])
  })
})

describe('days', () => {
  const days = (items: TimelineItem[]) => buildRows(items, me, null).map((row) => row.dayStart)
  it('the first row and every change of the local day get a separator', () => {
    const items = [sent(1, at(3, 23, 58)), sent(2, at(3, 23, 59)), sent(3, at(4, 0, 1))]
    expect(days(items)).toEqual([at(3, 0, 0).getTime(), null, at(4, 0, 0).getTime()])
  })
  it('midnight ends a group', () => {
    expect(heads([sent(1, at(3, 23, 59)), sent(2, at(4, 0, 1))])).toEqual([true, true])
  })
  it('a clock that is behind adds no separator for yesterday', () => {
    expect(days([sent(1, at(4, 0, 1)), pending('p', at(3, 23, 0))])).toEqual([at(4, 0, 0).getTime(), null])
  })
})

describe('the "New" line', () => {
  const lines = (items: TimelineItem[], from: number | null) =>
    buildRows(items, me, from).flatMap((row, index) => (row.firstNew ? [index] : []))
  const three = [sent(5, at(3, 10, 0)), sent(6, at(3, 10, 1)), sent(7, at(3, 10, 2))]
  it('stands above the first message that is news: none of mine, none that is deleted or hidden', () => {
    const deleted = { deletedAt: '2026-03-03T10:00:00.000Z' }
    const items = [
      sent(4, at(3, 9, 0)),
      sent(5, at(3, 10, 0), { userId: me }),
      sent(6, at(3, 10, 1), { userId: me }),
      sent(7, at(3, 10, 2), deleted),
      { ...sent(8, at(3, 10, 3)), blocked: true },
      sent(9, at(3, 10, 4)),
      sent(10, at(3, 10, 5)),
    ]
    expect(lines(items, 5)).toEqual([5])
    expect(lines(items.slice(0, 5), 5)).toEqual([])
  })
  it('stands above the first unread message and begins a group there', () => {
    expect(lines(three, 6)).toEqual([1])
    expect(buildRows(three, me, 6)[1]?.startsGroup).toBe(true)
  })
  it('is not drawn when the window begins after it, for it belongs further up', () => {
    expect(lines(three, 3)).toEqual([])
  })
  it('is drawn on the first row when that is the first unread one', () => {
    expect(lines(three, 5)).toEqual([0])
  })
  it('is drawn once, and not at all without unread messages', () => {
    expect(lines(three, null)).toEqual([])
    expect(lines([...three, sent(8, at(3, 10, 3))], 6)).toEqual([1])
  })
})

describe('keys', () => {
  it('my message keeps its key when it is sent', () => {
    const [before] = buildRows([pending('c', at(3, 10, 0))], me, null)
    const [after] = buildRows([sent(1, at(3, 10, 0), { userId: me, clientId: 'c' })], me, null)
    expect(after?.key).toBe(before?.key)
  })
  it("someone else's message with my clientId has another key", () => {
    const rows = buildRows(
      [sent(1, at(3, 10, 0), { userId: ann, clientId: 'c' }), sent(2, at(3, 10, 0), { userId: me, clientId: 'c' })],
      me,
      null,
    )
    expect(new Set(rows.map((row) => row.key)).size).toBe(2)
  })
})

describe('notices', () => {
  const joined = (number: number, userId: string, over: Partial<Message> = {}) =>
    sent(number, at(3, 10, number), { kind: 'system', userId, metadata: { notice: 'joined' }, ...over })
  const numbers = (items: TimelineItem[], newFrom: number | null = null) =>
    buildRows(items, me, newFrom).map(({ item, merged }) => [
      item.state === 'sent' ? item.message.number : 0,
      ...merged.map(({ number }) => number),
    ])

  it('of people who joined one after another are one row', () => {
    expect(numbers([joined(1, ann), joined(2, me), joined(3, ann), sent(4, at(3, 10, 5))])).toEqual([[1, 2, 3], [4]])
  })
  it('of different kinds stay apart, as do those of different days and those above which the "New" line stands', () => {
    const left = joined(2, me, { metadata: { notice: 'left' } })
    expect(numbers([joined(1, ann), left])).toEqual([[1], [2]])
    expect(
      numbers([joined(1, ann), { ...sent(2, at(4, 9, 0), { kind: 'system', metadata: { notice: 'joined' } }) }]),
    ).toEqual([[1], [2]])
    expect(numbers([joined(1, ann), joined(2, me)], 2)).toEqual([[1], [2]])
  })
  it('of people whom somebody added are one row only if it was the same person', () => {
    const added = (number: number, by: string) =>
      joined(number, by, { metadata: { notice: 'added', userIds: me, count: '1' } })
    expect(numbers([added(1, ann), added(2, ann), added(3, me)])).toEqual([[1, 2], [3]])
  })
})
