import type { Message } from '@chime/protocol'
import { lastNumber, type Window } from './window.ts'

/**
 * How far the user has read a channel, and what there is to read after that. The counts are as they were at the revision
 * `at` of the channel, whose last message then was `upTo`. Later changes are added with `tally`.
 */
export type Marker = Readonly<{
  number: number
  version: number
  unread: number
  mentions: number
  at: number
  upTo: number
}>

type Reading = Readonly<{ readNumber: number; readVersion: number; unread: number; mentions: number }>
type Counters = Readonly<{ revision: number; lastNumber: number }>

/** The marker as the server reports it. @param channel the channel at that moment */
export function markerFrom(read: Reading, channel: Counters): Marker {
  const { readNumber: number, readVersion: version, unread, mentions } = read
  return { number, version, unread, mentions, at: channel.revision, upTo: channel.lastNumber }
}

/** Who reads: what they write themselves is not unread for them, nor what people write whom they block. */
export type Reader = Readonly<{ myId: string | null; blocked: ReadonlySet<string> }>

/**
 * Returns the later one. Both `markRead` and `markUnread` raise the version, so the higher version is the later
 * decision. Within one version the marker only moves forward.
 */
export function laterMarker(current: Marker | null, other: Marker): Marker {
  if (!current || other.version !== current.version)
    return !current || other.version > current.version ? other : current
  if (other.number !== current.number) return other.number > current.number ? other : current
  return other.at >= current.at ? other : current
}

/** Whether a message is to be read by this user, if it is not deleted. */
export const isFor = ({ kind, userId }: Message, { myId, blocked }: Reader): boolean =>
  kind === 'user' && userId !== myId && !(userId && blocked.has(userId))

/** Counts like the server: `@here` calls only those who are online at that moment and is not counted. */
export const callsMe = ({ mentions }: Message, { myId }: Reader): boolean =>
  myId !== null && (mentions.userIds.includes(myId) || mentions.everyone === 'channel')

/**
 * Counts what is new in these rows, which bring the channel to `revision`.
 *
 * @param rows one for each message, ascending by number
 */
export function tally(marker: Marker, rows: readonly Message[], revision: number, reader: Reader): Marker {
  let { unread, mentions, upTo } = marker
  for (const row of rows) {
    const isNew = row.number > upTo
    if (isNew) upTo = row.number
    if (!isFor(row, reader)) continue
    if (isNew && row.deletedAt === null) {
      unread++
      if (callsMe(row, reader)) mentions++
    }
    const isGone = row.deletedRevision !== null && row.deletedRevision > marker.at
    if (!isNew && isGone && row.number > marker.number) unread = Math.max(0, unread - 1)
  }
  return { ...marker, unread, mentions, upTo, at: Math.max(marker.at, revision) }
}

/** How many messages after `number` there are to read, or null when the loaded messages do not tell. */
export function unreadAfter(
  channel: Readonly<{ lastNumber: number }>,
  window: Window | null,
  number: number,
  reader: Reader,
): number | null {
  if (number >= channel.lastNumber) return 0
  if (!window || lastNumber(window) !== channel.lastNumber) return null
  const first = window.rows[0]?.number ?? Number.POSITIVE_INFINITY
  if (first > number + 1) return null
  return window.rows.filter((row) => row.number > number && row.deletedAt === null && isFor(row, reader)).length
}
