import {
  type Channel,
  type ChannelChanges,
  limits,
  type Member,
  type Membership,
  type MembersPage,
  type Message,
  type MessagesPage,
  type NotifyLevel,
  type Receipt,
} from '@chime/protocol'
import type { Place } from '../../src/channel/paged-reads.ts'
import type { Reader } from '../../src/state/marker.ts'
import { member, message } from './rows.ts'

/** What the model of the server stores of one channel. */
export type ChannelRows = {
  channel: Channel
  changed: number
  messages: Message[]
  countedAt: number[]
  members: Map<string, Member>
  my: { readNumber: number; readCounted: number; readVersion: number; userRevision: number; notify: NotifyLevel }
  /** By message number, a counter of when each was pinned. */
  pins: Map<number, number>
  /** How far the other members have read. */
  read: Map<string, number>
}

export function channelRows(channel: Channel): ChannelRows {
  return {
    channel,
    changed: 0,
    messages: [],
    countedAt: [0],
    members: new Map(),
    my: { readNumber: 0, readCounted: 0, readVersion: 0, userRevision: 0, notify: 'all' },
    pins: new Map(),
    read: new Map(),
  }
}

/** Gives the channel its next revision. */
export function stepOf(rows: ChannelRows): { after: number; revision: number } {
  rows.channel = { ...rows.channel, revision: rows.channel.revision + 1 }
  return { after: rows.channel.revision - 1, revision: rows.channel.revision }
}

export function mentionsIn(myId: string, content: string): Message['mentions'] {
  return { userIds: content.includes('@me') ? [myId] : [], everyone: null }
}

type NewMessage = Pick<Message, 'clientId' | 'userId' | 'content' | 'kind'>

export function addMessage(rows: ChannelRows, myId: string, fields: NewMessage) {
  const { channel } = rows
  const { after, revision } = stepOf(rows)
  const number = channel.lastNumber + 1
  const counted = channel.counted + (fields.kind === 'user' ? 1 : 0)
  rows.channel = { ...rows.channel, lastNumber: number, counted }
  rows.countedAt[number] = counted
  const row = message(number, revision, {
    ...fields,
    channelId: channel.id,
    mentions: mentionsIn(myId, fields.content),
  })
  rows.messages.push(row)
  return { row, after, revision }
}

/** Undoes the last changes, like a restored backup. */
export function dropLast(rows: ChannelRows, lost: number): void {
  const { messages, countedAt, my } = rows
  messages.splice(Math.max(0, messages.length - lost))
  const lastNumber = messages.length
  const counted = countedAt[lastNumber] ?? 0
  rows.channel = { ...rows.channel, lastNumber, counted, revision: Math.max(0, rows.channel.revision - lost) }
  my.readNumber = Math.min(my.readNumber, lastNumber)
  my.readCounted = countedAt[my.readNumber] ?? 0
}

/** What the user has to read: without notices, own messages, deleted ones, and those by people whom they block. */
function unreadRows({ messages, my }: ChannelRows, { myId, blocked }: Reader): Message[] {
  return messages
    .slice(my.readNumber)
    .filter(
      ({ kind, userId, deletedAt }) =>
        kind === 'user' && userId !== myId && deletedAt === null && !blocked.has(userId ?? ''),
    )
}

/** How many unread messages mention the user. */
export function countMentions(rows: ChannelRows, reader: Reader): number {
  const calls = unreadRows(rows, reader).filter((row) => row.mentions.userIds.length > 0)
  return Math.min(calls.length, limits.mentionsCountedMax)
}

/** How many messages after the marker are counted in the channel, but not for the user. */
export const countSkipped = (rows: ChannelRows, reader: Reader): number =>
  rows.channel.counted - rows.my.readCounted - unreadRows(rows, reader).length

export function membershipOf(rows: ChannelRows, reader: Reader): Membership {
  const { members, my } = rows
  const { myId } = reader
  const row = members.get(myId ?? '') ?? member(myId ?? '', 0)
  const { readNumber, readVersion } = my
  return {
    ...row,
    readNumber,
    readVersion,
    notify: my.notify,
    unread: unreadRows(rows, reader).length,
    mentions: countMentions(rows, reader),
  }
}

/** Those pinned last first. */
export function pinnedOf({ messages, pins }: ChannelRows): Message[] {
  const at = ({ number }: Message) => pins.get(number) ?? 0
  return messages.filter((row) => row.pinned).sort((a, b) => at(b) - at(a))
}

export function receiptsOf({ read }: ChannelRows): Receipt[] {
  return [...read].map(([userId, readNumber]) => ({ userId, readNumber }))
}

export function changesOf({ channel, messages, members }: ChannelRows, epoch: string, since: number): ChannelChanges {
  const limit = limits.pageMax
  const head = channel.revision
  const nothing = { epoch, messages: [], members: [], channel: null }
  const changed = [
    ...messages.map((row) => ({ revision: row.revision, message: row })),
    ...[...members.values()].map((row) => ({ revision: row.revision, member: row })),
  ]
    .filter((row) => row.revision > since)
    .sort((a, b) => a.revision - b.revision)
  if (since > head || changed.length > limits.changesMax)
    return { ...nothing, revision: head, more: false, reset: true }
  const page = changed.slice(0, limit)
  const more = changed.length > limit
  return {
    epoch,
    revision: more ? (page.at(-1)?.revision ?? since) : head,
    more,
    reset: false,
    messages: page.flatMap((row) => ('message' in row ? [row.message] : [])),
    members: page.flatMap((row) => ('member' in row ? [row.member] : [])),
    channel: more ? null : { ...channel },
  }
}

export function pageOf(
  { messages, channel }: ChannelRows,
  { before, after, around }: Place,
  limit: number,
): MessagesPage {
  let from = messages.length - limit
  if (before !== undefined) from = before - 1 - limit
  if (around !== undefined) from = Math.min(around - 1 - Math.floor(limit / 2), messages.length - limit)
  if (after !== undefined) from = after
  const to = before !== undefined ? before - 1 : Math.max(0, from) + limit
  const page = messages.slice(Math.max(0, from), to)
  const first = page[0]?.number
  const last = page.at(-1)?.number
  return {
    messages: page,
    revision: channel.revision,
    hasBefore: first !== undefined && first > 1,
    hasAfter: last === undefined ? false : last < channel.lastNumber,
  }
}

export function memberPageOf({ members, channel }: ChannelRows, cursor: string | null, limit: number): MembersPage {
  const rows = [...members.values()]
    .filter((row) => row.leftAt === null && (cursor === null || row.userId > cursor))
    .sort((a, b) => (a.userId < b.userId ? -1 : 1))
  const page = rows.slice(0, limit)
  const next = rows.length > limit ? (page.at(-1)?.userId ?? null) : null
  return { members: page, users: [], cursor: next, revision: channel.revision }
}
