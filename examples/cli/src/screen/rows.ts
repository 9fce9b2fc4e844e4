import type { TimelineItem } from '@chime/client'
import { clean, cleanLine } from '../message/clean.ts'
import { bodyOf, detailsOf } from '../message/lines.ts'
import type { People } from '../people.ts'
import { dim, paint, paintName, rule, toWidth, truncate, widthOf, wrap } from './paint.ts'

/** One row of the conversation. Its key stays the same while messages come and go around it. */
export type Row = { key: string; text: string }

type Look = {
  width: number
  people: People
  /** The first message that was unread when the conversation was opened; null when there was none. */
  unreadFrom: number | null
}

/** On a narrow screen names give room to the text. */
const nameWidthOf = (width: number): number => (width < 60 ? 8 : 14)

/** The rows of a timeline: a line for each new day, one where the unread begins, and the messages. */
export function rowsOf(items: readonly TimelineItem[], look: Look): Row[] {
  let day = ''
  return items.flatMap((item) => {
    const key = item.state === 'sent' ? String(item.message.number) : item.clientId
    const itsDay = dayOf(item.state === 'sent' ? item.message.createdAt : item.createdAt)
    const isNewDay = itsDay !== day
    day = itsDay
    return [
      ...(isNewDay ? [{ key: `${key}:day`, text: rule(itsDay, look.width) }] : []),
      ...(item.state === 'sent' && item.message.number === look.unreadFrom
        ? [{ key: `${key}:new`, text: rule('new', look.width, 'red') }]
        : []),
      ...cachedRows(item, key, look),
    ]
  })
}

// A message that has not changed is the same object, and most of them have not.
const cache = new WeakMap<TimelineItem, { width: number; name: string; rows: Row[] }>()

function cachedRows(item: TimelineItem, key: string, look: Look): Row[] {
  const name = item.state === 'sent' ? look.people.name(item.message.userId) : look.people.me
  const cached = cache.get(item)
  if (cached?.width === look.width && cached.name === name) return cached.rows
  const rows = itemRows(item, key, look)
  cache.set(item, { width: look.width, name, rows })
  return rows
}

function itemRows(item: TimelineItem, key: string, { width, people }: Look): Row[] {
  const { name, time, number, lines } = partsOf(item, people)
  const nameWidth = nameWidthOf(width)
  const shown = truncate(name, nameWidth)
  const head = `${dim(number.padStart(4))} ${dim(time)} ${' '.repeat(nameWidth - widthOf(shown))}${item.state === 'sent' && item.message.kind === 'system' ? dim(shown) : paintName(shown)}`
  const indent = ' '.repeat(4 + 1 + 5 + 1 + nameWidth)
  const bar = dim(' │ ')
  const textWidth = Math.max(8, width - indent.length - 3)
  return lines
    .flatMap((line) => wrap(line, textWidth))
    .map((line, i) => ({ key: `${key}:${i}`, text: `${i === 0 ? head : toWidth(indent, indent.length)}${bar}${line}` }))
}

function partsOf(item: TimelineItem, people: People): { name: string; time: string; number: string; lines: string[] } {
  if (item.state === 'sent') {
    const { message, blocked } = item
    const lines = blocked ? [dim('(from somebody you blocked)')] : [...bodyOf(message), ...detailsOf(message)]
    return { name: people.name(message.userId), time: clock(message.createdAt), number: String(message.number), lines }
  }
  const text = clean(item.content).split('\n')
  const fate =
    item.state === 'pending'
      ? dim('(being sent)')
      : paint('red', `not sent: ${cleanLine(item.error ?? 'refused')} · /retry or /discard`)
  return { name: people.me, time: clock(item.createdAt), number: '', lines: [...text, fate] }
}

const dayOf = (time: string): string =>
  new Date(time).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const clock = (time: string): string => new Date(time).toTimeString().slice(0, 5)
