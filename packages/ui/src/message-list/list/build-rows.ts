import type { Message } from '@chime/protocol'
import { clock } from '../../calendar/calendar.ts'
import { canMergeNotices } from '../../notice/can-merge-notices.ts'
import type { SentItem, TimelineItem } from '../timeline-item.ts'

/** Messages by one person that follow each other within less than this time form a group, under one avatar. */
const groupGapMs = 5 * 60_000

/** One row of the list: an item, with what depends on the items beside it. */
export type Row = {
  /**
   * The React key. It stays the same when a pending message becomes a sent one, so that the row is not mounted again.
   */
  key: string
  item: TimelineItem
  /** Local midnight of the day that begins here, in milliseconds; null within a day. */
  dayStart: number | null
  /** The first of its author's group: shows avatar, name and time. */
  startsGroup: boolean
  /** The "New" line stands above it. */
  firstNew: boolean
  /** The notices after this one that are shown together with it, in one sentence. */
  merged: readonly Message[]
}

const none: readonly Message[] = []

/**
 * Turns the loaded items into rows, with dividers between the reader's days, groups by author, and the "New" line.
 *
 * @param newFrom the first number after the read marker. The line stands above the first message from there on that is
 * news for the reader, and is drawn only if this place is loaded
 */
export function buildRows(items: readonly TimelineItem[], meId: string, newFrom: number | null): Row[] {
  const { zone } = clock.calendar()
  if (zone !== zoneOfMoments) {
    moments = new WeakMap()
    zoneOfMoments = zone
  }
  const rows: Row[] = []
  let isAfterLine = false
  let isLineDrawn = false
  let before: { at: Moment; author: string | null; number: number | null } | null = null
  for (const item of items) {
    const author = authorOf(item, meId)
    const own = momentOf(item)
    // Clocks disagree, and the time of a pending message comes from this device. In the list, time never runs
    // backwards.
    const at: Moment = before && own.ms < before.at.ms ? before.at : own
    const newDay = before === null || at.day !== before.at.day
    const number = item.state === 'sent' ? item.message.number : null
    if (newFrom !== null && number !== null) {
      isAfterLine ||= number === newFrom || (number > newFrom && before?.number != null && before.number < newFrom)
    }
    const firstNew: boolean = isAfterLine && !isLineDrawn && isNews(item, meId)
    isLineDrawn ||= firstNew
    const startsGroup: boolean =
      newDay ||
      firstNew ||
      author === null ||
      before === null ||
      before.author !== author ||
      at.ms - before.at.ms >= groupGapMs
    const above = rows.at(-1)
    if (above && !newDay && !firstNew && canMerge(above, item)) {
      above.merged = [...above.merged, item.message]
    } else {
      rows.push({ key: keyOf(item, meId), item, dayStart: newDay ? at.day : null, startsGroup, firstNew, merged: none })
    }
    before = { at, author, number }
  }
  return rows
}

/** A notice; or a message, but for what is never unread: what I wrote, and what is deleted or hidden. */
const isNews = (item: TimelineItem, meId: string): boolean =>
  item.state === 'sent' &&
  !item.blocked &&
  item.message.deletedAt === null &&
  (item.message.kind === 'system' || item.message.userId !== meId)

function canMerge(above: Row, item: TimelineItem): item is SentItem {
  return above.item.state === 'sent' && item.state === 'sent' && canMergeNotices(above.item.message, item.message)
}

/** The author for the grouping; null for a system notice, which belongs to no group. */
function authorOf(item: TimelineItem, meId: string): string | null {
  if (item.state !== 'sent') return meId
  return item.message.kind === 'system' ? null : (item.message.userId ?? 'deleted')
}

function keyOf(item: TimelineItem, meId: string): string {
  if (item.state !== 'sent') return item.clientId
  // Only my own messages were ever pending here. Another person's message could have the same clientId as one of mine.
  return item.message.userId === meId && item.message.kind === 'user'
    ? item.message.clientId
    : `#${item.message.number}`
}

type Moment = { ms: number; day: number }

/**
 * A cache: the time of a message does not change unless the reader's zone does, and the rows of thousands of messages
 * are built again at every event.
 */
let moments = new WeakMap<Message, Moment>()
let zoneOfMoments = ''

function momentOf(item: TimelineItem): Moment {
  if (item.state !== 'sent') return toMoment(item.createdAt)
  const known = moments.get(item.message)
  if (known) return known
  const moment = toMoment(item.message.createdAt)
  moments.set(item.message, moment)
  return moment
}

function toMoment(iso: string): Moment {
  const date = new Date(iso)
  const ms = date.getTime()
  return { ms, day: date.setHours(0, 0, 0, 0) }
}
