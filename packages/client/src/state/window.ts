import type { Message } from '@chime/protocol'
import { type Delta, newest } from './delta.ts'

/** The most messages that are kept of one channel. Those at the far end are dropped first. */
export const windowRowsMax = 2_000

/** A run of a channel's messages without a gap: every number from the first to the last one. */
export type Window = Readonly<{
  /** The messages are as they were at this revision of the channel, or newer. */
  known: number
  rows: readonly Message[]
  /** There are older messages than the first one. */
  hasBefore: boolean
  /** There are newer messages than the last one. New messages are then not added. */
  hasAfter: boolean
}>

/** What `messages.list` returns. */
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
 * Applies a delta: newer rows replace older ones, new messages are added if the window ends at the channel's end, and
 * everything else is ignored.
 *
 * @returns `gap` when earlier changes are missing. `broken` when no change is missing, but the new messages do not
 * follow the last one: the window then has to be listed again.
 */
export function applyToWindow(window: Window, delta: Delta): Window | 'gap' | 'broken' {
  if (delta.after > window.known) return 'gap'
  const known = Math.max(window.known, delta.revision)
  const overlaid = overlay(window.rows, delta.messages)
  const rows = window.hasAfter ? overlaid : extend(overlaid, delta.messages)
  if (!rows) return 'broken'
  if (rows === window.rows && known === window.known) return window
  const oldest = delta.channel?.firstNumber ?? 1
  const hasBefore = overlaid.length > 0 ? window.hasBefore : (rows[0]?.number ?? oldest) > oldest
  return trim(dropRetired({ ...window, known, rows, hasBefore }, oldest), 'start')
}

/**
 * Adds an own message that was acknowledged, if it follows the last message.
 *
 * @returns null when messages before it are still missing
 */
export function appendAcknowledged(window: Window, message: Message): Window | null {
  if (rowOf(window, message.number)) return withRow(window, message)
  if (window.hasAfter || message.number !== (lastNumber(window) ?? 0) + 1) return null
  return trim({ ...window, rows: [...window.rows, message] }, 'start')
}

/** Replaces an older row by this one. */
export function withRow(window: Window, message: Message): Window {
  return { ...window, rows: overlay(window.rows, [message]) }
}

/**
 * Adds a page of older messages at the start.
 *
 * @param since messages that changed while the page was loading, and that the page may not contain yet
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
 * Adds a page of newer messages at the end; see `prependPage`. If the page ends at the channel's end, messages that
 * arrived while it was loading are added too. If one of them is missing, `hasAfter` stays true.
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

/** Replaces rows by newer ones with the same number. Returns the same array when nothing is newer. */
function overlay(rows: readonly Message[], changes: readonly Message[]): readonly Message[] {
  const first = rows[0]?.number
  if (first === undefined) return rows
  let copy: Message[] | null = null
  for (const message of changes) {
    const index = message.number - first
    const current = (copy ?? rows)[index]
    if (!current || message.revision <= current.revision) continue
    copy ??= [...rows]
    copy[index] = message
  }
  return copy ?? rows
}

/** Adds the messages after the last row. Returns null when one in between is missing. */
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

/** The server's retention removed the messages before `first`. */
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
  let start = rows.length - 1
  while (start > 0 && rows[start]?.number === (rows[start - 1]?.number ?? 0) + 1) start--
  return start > 0 ? rows.slice(start) : rows
}
