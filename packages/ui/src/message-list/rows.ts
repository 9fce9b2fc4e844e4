import type { Message } from '@chime/protocol'
import type { SentItem, TimelineItem } from '../timeline.ts'
import { foldsInto } from './folding.ts'

/** Messages by one person that are less than this apart stand under one avatar. */
export const groupGapMs = 5 * 60_000

/** One row of the list: an item with what its neighbours make of it. */
export type Row = {
  /** The same before and after a message is sent, so that the row stays itself. */
  key: string
  item: TimelineItem
  /** Local midnight of the day that begins here, in milliseconds; null within a day. */
  dayStart: number | null
  /** The first of its author's group: shows avatar, name and time. */
  head: boolean
  /** The "New" line stands above it. */
  firstNew: boolean
  /** Notices after the item's own that are told together with it. */
  folded: readonly Message[]
}

const none: readonly Message[] = []

/**
 * Turns a window of items into rows: day separators, groups by author, the "New" line.
 *
 * @param newFrom the number of the first new message; the line is only drawn if it is certain where it belongs
 */
export function buildRows(items: readonly TimelineItem[], meId: string, newFrom: number | null): Row[] {
  const rows: Row[] = []
  let before: { at: Moment; author: string | null; number: number | null } | null = null
  for (const item of items) {
    const author = authorOf(item, meId)
    const own = momentOf(item)
    // Clocks disagree, and mine more than most: time never runs backwards down the list.
    const at: Moment = before && own.ms < before.at.ms ? before.at : own
    const newDay = before === null || at.day !== before.at.day
    const number = item.state === 'sent' ? item.message.number : null
    const firstNew: boolean =
      newFrom !== null &&
      number !== null &&
      (number === newFrom || (number > newFrom && before?.number != null && before.number < newFrom))
    const head: boolean =
      newDay ||
      firstNew ||
      author === null ||
      before === null ||
      before.author !== author ||
      at.ms - before.at.ms >= groupGapMs
    const above = rows.at(-1)
    if (above && !newDay && !firstNew && folds(above, item)) {
      above.folded = [...above.folded, item.message]
    } else {
      rows.push({ key: keyOf(item, meId), item, dayStart: newDay ? at.day : null, head, firstNew, folded: none })
    }
    before = { at, author, number }
  }
  return rows
}

function folds(above: Row, item: TimelineItem): item is SentItem {
  return above.item.state === 'sent' && item.state === 'sent' && foldsInto(above.item.message, item.message)
}

/** Null for a system notice, which belongs to no group. */
function authorOf(item: TimelineItem, meId: string): string | null {
  if (item.state !== 'sent') return meId
  return item.message.kind === 'system' ? null : (item.message.userId ?? 'deleted')
}

function keyOf(item: TimelineItem, meId: string): string {
  if (item.state !== 'sent') return item.clientId
  // Someone else's clientId could repeat mine; only my own messages were ever pending here.
  return item.message.userId === meId && item.message.kind === 'user'
    ? item.message.clientId
    : `#${item.message.number}`
}

type Moment = { ms: number; day: number }

/** A message's time never changes, and thousands of rows are rebuilt at every event. */
const moments = new WeakMap<Message, Moment>()

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
