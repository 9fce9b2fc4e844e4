import {
  type Channel,
  type ChannelSummary,
  type Head,
  limits,
  type Membership,
  type Message,
  type User,
} from '@chime/protocol'
import { type Delta, newest } from './delta.ts'
import { laterMarker, type Marker } from './marker.ts'

/** What is held of a channel besides its messages: all that a list of channels shows. */
export type Info = Readonly<{
  /** Everything here is as it was at this revision of the channel, or newer. */
  known: number
  /** The channel's own row; its counters are the two below. */
  channel: Channel
  lastNumber: number
  counted: number
  /** Null while I only look on. Its marker and counters are those below. */
  membership: Membership | null
  /** My read marker, as the server last said. */
  marker: Marker | null
  /** How far I read or wrote that the server has not said yet. */
  ahead: Ahead | null
  mentions: number
  lastMessage: Message | null
  peer: User | null
}>

/** `revision`: from which on the server's word counts again. */
type Ahead = Omit<Marker, 'at'> & Readonly<{ revision: number; isWritten: boolean }>

export function infoOf(summary: ChannelSummary): Info {
  return {
    known: summary.revision,
    channel: channelOf(summary),
    lastNumber: summary.lastNumber,
    counted: summary.counted,
    membership: summary.membership,
    marker: markerOf(summary),
    ahead: null,
    mentions: summary.membership?.mentions ?? 0,
    lastMessage: summary.lastMessage,
    peer: summary.peer,
  }
}

export function summaryOf(info: Info, peer: User | null): ChannelSummary {
  const { channel, known, lastNumber, counted, lastMessage, mentions } = info
  const marker = markerNow(info)
  const unread = marker ? Math.max(0, counted - marker.counted) : 0
  const membership = info.membership &&
    marker && {
      ...info.membership,
      readNumber: marker.number,
      readVersion: marker.version,
      unread,
      mentions: Math.min(mentions, unread),
    }
  return { ...channel, lastNumber, counted, revision: known, membership, lastMessage, peer }
}

/** How far I have read: what the server said, or what I did since. */
export function markerNow({ marker, ahead }: Info): Marker | null {
  if (!marker || !ahead || ahead.version !== marker.version || ahead.number <= marker.number) return marker
  const { number, counted } = ahead
  return { ...marker, number, counted }
}

/** Merges a summary that was read at any time: newer parts win. */
export function applySummary(info: Info, summary: ChannelSummary): Info {
  const merged = applyMarker(applyMembership(info, summary.membership), markerOf(summary), null)
  if (summary.revision < info.known) return { ...merged, ahead: confirmed(merged, summary.revision) }
  return {
    ...merged,
    known: summary.revision,
    channel: channelOf(summary),
    lastNumber: Math.max(info.lastNumber, summary.lastNumber),
    counted: Math.max(info.counted, summary.counted),
    membership: summary.membership && merged.membership,
    marker: summary.membership && merged.marker,
    ahead: confirmed(merged, summary.revision),
    mentions: summary.membership?.mentions ?? 0,
    lastMessage: newerMessage(info.lastMessage, summary.lastMessage),
    peer: summary.peer ?? info.peer,
  }
}

/** Takes the counters and my marker. The rest stays as it is: `known` does not move. */
export function applyHead(info: Info, head: Head): Info {
  const marker = {
    number: head.readNumber,
    version: head.readVersion,
    counted: head.counted - head.unread,
    at: head.revision,
  }
  // A head that was read before what is held says nothing new about mentions.
  const isNews = head.revision >= info.known && head.lastNumber >= info.lastNumber
  const merged = applyMarker(info, info.membership && marker, isNews ? head.mentions : null)
  return {
    ...merged,
    lastNumber: Math.max(info.lastNumber, head.lastNumber),
    counted: Math.max(info.counted, head.counted),
    ahead: confirmed(merged, head.revision),
  }
}

/** @returns `gap` when steps before this one are missing */
export function applyToInfo(info: Info, delta: Delta, myId: string | null): Info | 'gap' {
  if (delta.after > info.known) return 'gap'
  // Not skipped when `known` is there already: two events of one step share its revision. Each row is looked at itself.
  let next: Info = delta.revision > info.known ? { ...info, known: delta.revision } : info
  for (const message of newest(delta.messages, (m) => m.number)) next = countMessage(next, message, myId)
  for (const member of delta.members) {
    if (member.userId !== myId || !next.membership || member.revision <= next.membership.revision) continue
    next = { ...next, membership: { ...next.membership, ...member } }
  }
  const channel = delta.channel
  // Its counters are not taken: the row may be newer than its step, and count messages whose steps are still to come.
  if (channel && channel.revision > info.channel.revision) next = { ...next, channel }
  return next
}

/** @param mentions null when the source does not know them */
export function applyMarker(info: Info, marker: Marker | null, mentions: number | null): Info {
  if (!marker) return info
  const next = laterMarker(info.marker, marker)
  if (next !== marker) return info
  // A marker that moved forward (I read on another device) leaves what I read here standing; one that moved back
  // (marked unread) overrules it. What I wrote stands if that came later.
  const isForward = !info.marker || marker.number >= info.marker.number
  const stands = info.ahead && (info.ahead.isWritten ? info.ahead.revision > marker.at : isForward)
  const ahead = info.ahead && stands ? { ...info.ahead, version: marker.version } : null
  return { ...info, marker, ahead, mentions: mentions ?? info.mentions }
}

/** Moves my marker forward here, before the server has heard of it. Null when unread cannot be told from what is held. */
export function readAhead(info: Info, number: number, counted: number | null): Info | null {
  const marker = markerNow(info)
  if (!marker || number <= marker.number || counted === null) return null
  const mentions = number >= info.lastNumber ? 0 : info.mentions
  const revision = Number.POSITIVE_INFINITY
  const ahead = { number, counted, version: marker.version, revision, isWritten: false }
  return { ...info, ahead, mentions }
}

/** The server has moved my marker as far as I read here. What it says later counts. */
export function readAnswered(info: Info): Info {
  return isReadAhead(info) ? { ...info, ahead: { ...info.ahead, revision: info.known } } : info
}

/** What I read here counts as read here, and the server has not said so. */
export function isReadAhead(info: Info): info is Info & { ahead: Ahead } {
  return info.ahead !== null && !info.ahead.isWritten && !Number.isFinite(info.ahead.revision)
}

function countMessage(info: Info, message: Message, myId: string | null): Info {
  const lastMessage = newerMessage(info.lastMessage, message)
  if (message.number <= info.lastNumber) return lastMessage === info.lastMessage ? info : { ...info, lastMessage }
  const counted = info.counted + (message.kind === 'user' ? 1 : 0)
  const next = { ...info, lastMessage, lastNumber: message.number, counted }
  const marker = markerNow(info)
  if (message.kind === 'user' && marker && message.userId === myId) {
    const { number, revision } = message
    // Set back since: the marker takes account of it already.
    if (revision <= marker.at) return next
    return { ...next, ahead: { number, revision, counted, version: marker.version, isWritten: true }, mentions: 0 }
  }
  return callsMe(message, myId) ? { ...next, mentions: Math.min(info.mentions + 1, limits.mentionsCountedMax) } : next
}

/** As the server counts: those who are here now are called by no count. */
const callsMe = ({ mentions }: Message, myId: string | null) =>
  myId !== null && (mentions.userIds.includes(myId) || mentions.everyone === 'channel')

/**
 * True when the step changes an unread message that may have called me before, or calls me now; or when it brings a new
 * message before an older one, which was edited since and comes later: nothing is counted of what was jumped over.
 */
export function leavesCountsUnsure(info: Info, delta: Delta, myId: string | null): boolean {
  const { marker, known, lastNumber, mentions } = info
  const fresh = newest(
    delta.messages.filter(({ number }) => number > lastNumber),
    ({ number }) => number,
  )
  if (fresh.some(({ number }, i) => number !== lastNumber + 1 + i)) return true
  // Its revision is that of the edit, and no longer tells whether my marker was set back since it was sent.
  if (fresh.some((message) => message.userId === myId && (message.editedAt ?? message.deletedAt) !== null)) return true
  if (!marker) return false
  return delta.messages.some(
    (message) =>
      message.revision > known &&
      message.number <= lastNumber &&
      message.number > marker.number &&
      (message.editedAt !== null || message.deletedAt !== null) &&
      (mentions > 0 || callsMe(message, myId)),
  )
}

/** What a summary says in place of what is held, however new that is, but for my marker. Later steps then apply again. */
export function rebase(info: Info, summary: ChannelSummary): Info {
  return applySummary({ ...info, known: 0, lastNumber: 0, counted: 0, lastMessage: null }, summary)
}

function applyMembership(info: Info, membership: Membership | null): Info {
  if (!membership) return info
  const held = info.membership
  // Role and dates are the channel's business and follow its revision; `notify` is mine alone and comes as it is.
  const isNewer = !held || membership.revision >= held.revision
  return { ...info, membership: isNewer ? membership : { ...held, notify: membership.notify } }
}

function markerOf({ membership, counted, revision: at }: ChannelSummary): Marker | null {
  if (!membership) return null
  const { readNumber: number, readVersion: version, unread } = membership
  return { number, version, counted: counted - unread, at }
}

function confirmed({ ahead }: Info, revision: number): Info['ahead'] {
  return ahead && ahead.revision <= revision ? null : ahead
}

function newerMessage(held: Message | null, other: Message | null): Message | null {
  if (!held || !other) return held ?? other
  if (other.number !== held.number) return other.number > held.number ? other : held
  return other.revision > held.revision ? other : held
}

function channelOf(summary: ChannelSummary): Channel {
  const { membership: _, lastMessage: __, peer: ___, ...channel } = summary
  return channel
}
