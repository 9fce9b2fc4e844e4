import {
  type Channel,
  type ChannelSummary,
  clientLimits,
  type Head,
  type Membership,
  type Message,
  type User,
} from '@chime/protocol'
import { type Delta, newest } from './delta.ts'
import { callsMe, isFor, laterMarker, type Marker, markerFrom, type Reader, tally } from './marker.ts'

/** What is known of a channel apart from its messages: all that a list of channels shows. */
export type Info = Readonly<{
  /** Everything here is as it was at this revision of the channel, or newer. */
  known: number
  /** The channel's row. Its counters are not used, but the two below. */
  channel: Channel
  lastNumber: number
  counted: number
  /** Null when the user is not a member. The marker replaces the one in it, and the counters too. */
  membership: Membership | null
  /** The user's read marker, as the server last reported it. Its counts are never older than `known`. */
  marker: Marker | null
  /** How far the user read here, if the server has not reported that yet. */
  pending: PendingMarker | null
  lastMessage: Message | null
  peer: User | null
}>

/** `revision`: from this revision of the channel on, what the server reports counts again. */
type PendingMarker = Readonly<{ marker: Marker; revision: number }>

export function infoOf(summary: ChannelSummary): Info {
  return {
    known: summary.revision,
    channel: channelOf(summary),
    lastNumber: summary.lastNumber,
    counted: summary.counted,
    membership: summary.membership,
    marker: markerOf(summary),
    pending: null,
    lastMessage: summary.lastMessage,
    peer: summary.peer,
  }
}

export function summaryOf(info: Info, peer: User | null): ChannelSummary {
  const { channel, known, lastNumber, counted, lastMessage } = info
  const marker = markerNow(info)
  const membership = info.membership &&
    marker && {
      ...info.membership,
      readNumber: marker.number,
      readVersion: marker.version,
      unread: marker.unread,
      mentions: Math.min(marker.mentions, marker.unread, clientLimits.mentionsCountedMax),
    }
  return { ...channel, lastNumber, counted, revision: known, membership, lastMessage, peer }
}

/** How far the user has read: as the server reported it, or as it was moved here since. */
export function markerNow({ marker, pending }: Info): Marker | null {
  if (!marker || !pending || pending.marker.version !== marker.version) return marker
  return pending.marker.number <= marker.number ? marker : pending.marker
}

/** Merges a summary, which may be older or newer: the newer parts win. */
export function applySummary(info: Info, summary: ChannelSummary): Info {
  const merged = applyMarker(applyMembership(info, summary.membership), markerOf(summary))
  if (summary.revision < info.known) return { ...merged, pending: confirmed(merged, summary.revision) }
  return {
    ...merged,
    known: summary.revision,
    channel: channelOf(summary),
    lastNumber: Math.max(info.lastNumber, summary.lastNumber),
    counted: Math.max(info.counted, summary.counted),
    membership: summary.membership && merged.membership,
    marker: summary.membership && merged.marker,
    pending: confirmed(merged, summary.revision),
    lastMessage: newerMessage(info.lastMessage, summary.lastMessage),
    peer: summary.peer ?? info.peer,
  }
}

/** Takes over the counters and the read marker of a head. The rest stays, and so does `known`. */
export function applyHead(info: Info, head: Head): Info {
  const merged = applyMarker(info, info.membership && markerFrom(head, head))
  return {
    ...merged,
    lastNumber: Math.max(info.lastNumber, head.lastNumber),
    counted: Math.max(info.counted, head.counted),
    pending: confirmed(merged, head.revision),
  }
}

/** @returns `gap` when earlier changes are missing */
export function applyToInfo(info: Info, delta: Delta, reader: Reader): Info | 'gap' {
  if (delta.after > info.known) return 'gap'
  // Rows are applied even if `known` is this revision already: two events of one change share its revision.
  let next: Info = delta.revision > info.known ? { ...info, known: delta.revision } : info
  const rows = newest(delta.messages, (m) => m.number)
  for (const message of rows) next = countMessage(next, message)
  if (next.marker) {
    const count = (marker: Marker) => tally(marker, rows, delta.revision, reader)
    next = {
      ...next,
      marker: count(next.marker),
      pending: next.pending && { ...next.pending, marker: count(next.pending.marker) },
    }
  }
  for (const member of delta.members) {
    if (member.userId !== reader.myId || !next.membership || member.revision <= next.membership.revision) continue
    next = { ...next, membership: { ...next.membership, ...member } }
  }
  const channel = delta.channel
  // Its counters are not taken over. The row may be newer than this step, and count messages whose events are still to
  // come.
  if (channel && channel.revision > info.channel.revision) next = { ...next, channel }
  return next
}

export function applyMarker(info: Info, marker: Marker | null): Info {
  if (!marker) return info
  const next = laterMarker(info.marker, marker)
  if (next !== marker) return info
  // If the server's marker moved forward (the user read on another device), what was read here still counts. If it
  // moved back (marked as unread), it replaces that.
  const stands = info.pending && (!info.marker || marker.number >= info.marker.number)
  const pending = stands ? { ...info.pending, marker: { ...info.pending.marker, version: marker.version } } : null
  // What it does not take account of is asked for, see `isMarkerLate`.
  const { at, upTo } = info.marker && info.marker.at > marker.at ? info.marker : marker
  return { ...info, marker: { ...marker, at, upTo }, pending }
}

/**
 * Whether the counts are unsure once this marker is applied: they do not take account of something that is known here.
 */
export const isMarkerLate = ({ marker: current }: Info, marker: Marker | null): boolean =>
  !!current && !!marker && marker.at < current.at && laterMarker(current, marker) === marker

/**
 * Moves the read marker forward here, before the server is told. Returns null when the messages loaded here are not
 * enough to tell how many are unread.
 *
 * @param unread how many there are to read after `number`
 */
export function readLocally(info: Info, number: number, unread: number | null): Info | null {
  const current = markerNow(info)
  if (!current || number <= current.number || unread === null) return null
  const { known: at, lastNumber: upTo } = info
  const mentions = number >= upTo ? 0 : current.mentions
  const marker = { number, version: current.version, unread, mentions, at, upTo }
  return { ...info, pending: { marker, revision: Number.POSITIVE_INFINITY } }
}

/** The server accepted the reading. From now on what it reports counts. */
export function readAnswered(info: Info): Info {
  return isReadPending(info) ? { ...info, pending: { ...info.pending, revision: info.known } } : info
}

/**
 * The server marked everything after `number` as unread. What was read here beyond it is gone, even where the marker of
 * the server moved forward by that. How much is unread then comes with the event.
 */
export function unreadAnswered(info: Info, number: number): Info {
  if (!info.pending) return info
  const { marker } = info.pending
  return { ...info, pending: { marker: { ...marker, number: Math.min(number, marker.number) }, revision: info.known } }
}

/** Whether the user read further here than the server has reported. */
export function isReadPending(info: Info): info is Info & { pending: PendingMarker } {
  return info.pending !== null && !Number.isFinite(info.pending.revision)
}

function countMessage(info: Info, message: Message): Info {
  const lastMessage = newerMessage(info.lastMessage, message)
  if (message.number <= info.lastNumber) return lastMessage === info.lastMessage ? info : { ...info, lastMessage }
  const counted = info.counted + (message.kind === 'user' ? 1 : 0)
  return { ...info, lastMessage, lastNumber: message.number, counted }
}

/**
 * Whether the counts may be wrong after this delta. That is so when an unread message changed that mentioned the user
 * before or mentions them now. It is also so when a message comes before an earlier one, which was edited and therefore
 * comes later.
 */
export function leavesCountsUnsure(info: Info, delta: Delta, reader: Reader): boolean {
  const { marker, known, lastNumber } = info
  const rows = newest(delta.messages, ({ number }) => number)
  if (!isDense(rows, lastNumber) || !isDense(rows, marker?.upTo ?? lastNumber)) return true
  if (!marker) return false
  return delta.messages.some(
    (message) =>
      message.revision > known &&
      message.number <= lastNumber &&
      message.number > marker.number &&
      (message.editedAt !== null || message.deletedAt !== null) &&
      isFor(message, reader) &&
      (marker.mentions > 0 || callsMe(message, reader)),
  )
}

/** Whether the numbers after this one follow without a gap. */
function isDense(rows: readonly Message[], after: number): boolean {
  return rows.filter(({ number }) => number > after).every(({ number }, i) => number === after + 1 + i)
}

/**
 * Replaces everything but a later read marker by a summary, even if the info is newer. Later events are then applied
 * again.
 */
export function rebase(info: Info, summary: ChannelSummary): Info {
  const isLater = info.marker && info.marker.version > (summary.membership?.readVersion ?? -1)
  const marker = isLater ? info.marker : null
  return applySummary({ ...info, known: 0, lastNumber: 0, counted: 0, lastMessage: null, marker }, summary)
}

function applyMembership(info: Info, membership: Membership | null): Info {
  if (!membership) return info
  const current = info.membership
  // Role and dates belong to the channel and follow its revision. `notify` is the user's own setting and is taken over
  // as it is.
  const isNewer = !current || membership.revision >= current.revision
  return { ...info, membership: isNewer ? membership : { ...current, notify: membership.notify } }
}

export const markerOf = (summary: ChannelSummary): Marker | null =>
  summary.membership && markerFrom(summary.membership, summary)

function confirmed({ pending }: Info, revision: number): Info['pending'] {
  return pending && pending.revision <= revision ? null : pending
}

function newerMessage(current: Message | null, other: Message | null): Message | null {
  if (!current || !other) return current ?? other
  if (other.number !== current.number) return other.number > current.number ? other : current
  return other.revision > current.revision ? other : current
}

function channelOf(summary: ChannelSummary): Channel {
  const { membership: _, lastMessage: __, peer: ___, ...channel } = summary
  return channel
}
