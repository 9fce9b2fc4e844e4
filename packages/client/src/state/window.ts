import type { Message } from '@chime/protocol'
import { type Delta, newest } from './delta.ts'

/** At most this many rows are held of one channel; the far end goes first. */
export const windowRowsMax = 2_000

/** A contiguous run of a channel's messages: every number from the first row's to the last row's, nothing missing. */
export type Window = Readonly<{
  /** The rows are as they were at this revision of the channel, or newer. */
  known: number
  rows: readonly Message[]
  /** There are older messages than the first row. */
  hasBefore: boolean
  /** There are newer messages than the last row: live ones do not extend the window then. */
  hasAfter: boolean
}>

/** What `messages.list` answers. */
export type Page = Readonly<{ messages: readonly Message[]; revision: number; hasBefore: boolean; hasAfter: boolean }>

export function windowOf(page: Page): Window {
  const rows = lastRun(page.messages)
  const cut = rows.length < page.messages.length
  return { known: page.revision, rows, hasBefore: page.hasBefore || cut, hasAfter: page.hasAfter }
}

export function firstNumber(window: Window): number | null {
  return window.rows[0]?.number ?? null
}

export function lastNumber(window: Window): number | null {
  return window.rows.at(-1)?.number ?? null
}

export function rowOf(window: Window, number: number): Message | null {
  const first = firstNumber(window)
  return first === null ? null : (window.rows[number - first] ?? null)
}

/**
 * Applies one step. Rows that are held are replaced by newer ones, new messages extend the end if it is the channel's
 * end, everything else is outside and dropped.
 *
 * @returns `gap` when the window does not reach up to the step's start: something was missed. `broken` when the new
 * messages do not follow on the last row although the revisions do: the window has to be listed again.
 */
export function applyToWindow(window: Window, delta: Delta): Window | 'gap' | 'broken' {
  if (delta.after > window.known) return 'gap'
  const known = Math.max(window.known, delta.revision)
  const held = overlay(window.rows, delta.messages)
  const rows = window.hasAfter ? held : extend(held, delta.messages)
  if (!rows) return 'broken'
  if (rows === window.rows && known === window.known) return window
  const oldest = delta.channel?.firstNumber ?? 1
  const hasBefore = held.length > 0 ? window.hasBefore : (rows[0]?.number ?? oldest) > oldest
  return trim(dropRetired({ ...window, known, rows, hasBefore }, oldest), 'start')
}

/**
 * Adds an own message that was acknowledged, if it follows on the last row.
 *
 * @returns null when messages before it are still missing
 */
export function appendAcknowledged(window: Window, message: Message): Window | null {
  if (rowOf(window, message.number)) return withRow(window, message)
  if (window.hasAfter || message.number !== (lastNumber(window) ?? 0) + 1) return null
  return trim({ ...window, rows: [...window.rows, message] }, 'start')
}

/** With this row in place of an older one. */
export function withRow(window: Window, message: Message): Window {
  return { ...window, rows: overlay(window.rows, [message]) }
}

/**
 * Puts a page of older messages in front.
 *
 * @param since rows that changed while the page was under way: it may not have them yet
 * @returns null when the page does not end where the window starts
 */
export function prependPage(window: Window, page: Page, since: readonly Message[]): Window | null {
  const first = firstNumber(window)
  const older = lastRun(page.messages)
  if (first === null) return null
  if (older.length === 0) return { ...window, hasBefore: page.hasBefore }
  if (older.at(-1)?.number !== first - 1) return null
  const cut = older.length < page.messages.length
  const rows = [...overlay(older, since), ...window.rows]
  return trim({ ...window, rows, hasBefore: page.hasBefore || cut }, 'end')
}

/**
 * Puts a page of newer messages behind. See `prependPage`. Where the page reaches the channel's end, messages that came
 * while it was under way follow; if one of them is missing, `hasAfter` stays.
 */
export function appendPage(window: Window, page: Page, since: readonly Message[]): Window | null {
  const last = lastNumber(window)
  if (last === null) return null
  const newer = firstRun(page.messages)
  if (newer.length > 0 && newer[0]?.number !== last + 1) return null
  let rows: readonly Message[] = [...window.rows, ...overlay(newer, since)]
  let hasAfter = page.hasAfter || newer.length < page.messages.length
  if (!hasAfter) {
    const extended = extend(rows, since)
    if (extended) rows = extended
    else hasAfter = true
  }
  return trim({ ...window, rows, hasAfter }, 'start')
}

/** Newer rows in place of older ones with the same number; the same array when nothing is newer. */
function overlay(rows: readonly Message[], changes: readonly Message[]): readonly Message[] {
  const first = rows[0]?.number
  if (first === undefined) return rows
  let copy: Message[] | null = null
  for (const message of changes) {
    const index = message.number - first
    const held = (copy ?? rows)[index]
    if (!held || message.revision <= held.revision) continue
    copy ??= [...rows]
    copy[index] = message
  }
  return copy ?? rows
}

/** Adds the messages behind the last row; null when one in between is missing. */
function extend(rows: readonly Message[], changes: readonly Message[]): readonly Message[] | null {
  const last = rows.at(-1)?.number
  const fresh = newest(
    last === undefined ? changes : changes.filter((message) => message.number > last),
    (message) => message.number,
  )
  if (fresh.length === 0) return rows
  const all = last === undefined ? fresh : [...rows, ...fresh]
  return firstRun(all).length === all.length ? all : null
}

/** Retention removed the messages before `first`. */
function dropRetired(window: Window, first: number): Window {
  if ((firstNumber(window) ?? Number.POSITIVE_INFINITY) > first) return window
  return { ...window, rows: window.rows.filter((row) => row.number >= first), hasBefore: false }
}

function trim(window: Window, from: 'start' | 'end'): Window {
  const tooMany = window.rows.length - windowRowsMax
  if (tooMany <= 0) return window
  return from === 'start'
    ? { ...window, rows: window.rows.slice(tooMany), hasBefore: true }
    : { ...window, rows: window.rows.slice(0, windowRowsMax), hasAfter: true }
}

function firstRun(rows: readonly Message[]): readonly Message[] {
  const end = rows.findIndex((row, i) => i > 0 && row.number !== (rows[i - 1]?.number ?? 0) + 1)
  return end < 0 ? rows : rows.slice(0, end)
}

function lastRun(rows: readonly Message[]): readonly Message[] {
  const start = rows.findLastIndex((row, i) => i > 0 && row.number !== (rows[i - 1]?.number ?? 0) + 1)
  return start < 0 ? rows : rows.slice(start)
}
