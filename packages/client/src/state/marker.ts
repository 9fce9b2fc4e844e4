import type { Info } from './info.ts'
import { lastNumber, type Window } from './window.ts'

/**
 * How far I have read a channel. `counted` is the channel's own at that message: unread is what was counted since. `at` is the
 * channel's revision that it takes account of: own messages up to there are not after it.
 */
export type Marker = Readonly<{ number: number; version: number; counted: number; at: number }>

/** Both `markRead` and `markUnread` raise the version, so the higher one is the later decision; within one, it only moves forward. */
export function laterMarker(held: Marker | null, other: Marker): Marker {
  if (!held || other.version !== held.version) return !held || other.version > held.version ? other : held
  if (other.number !== held.number) return other.number > held.number ? other : held
  return other.at >= held.at ? other : held
}

/** The channel's `counted` at message `number`, or null when the messages held do not tell. */
export function countedAt(info: Info, window: Window | null, number: number): number | null {
  if (number >= info.lastNumber) return info.counted
  if (!window || lastNumber(window) !== info.lastNumber) return null
  const first = window.rows[0]?.number ?? Number.POSITIVE_INFINITY
  if (first > number + 1) return null
  return info.counted - window.rows.filter((row) => row.number > number && row.kind === 'user').length
}
