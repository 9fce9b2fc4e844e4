import { type ChannelRow, type MemberRow, type MessageRow, schema, type Tx, type UserRow } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, asc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { messageBytes, pageBytesMax } from '../cost/page-bytes.ts'
import { notFound } from '../errors.ts'
import { toMembership } from '../member/present.ts'
import { isShown } from '../member/shown.ts'
import { unreadMentionsWithChannel } from '../mention/unread.ts'
import { toMessage } from '../message/present.ts'
import { uuids } from '../sql-arrays.ts'
import { toUser } from '../user/present.ts'
import { activeMember } from './access.ts'
import { peerOf } from './direct-key.ts'
import { toChannel } from './present.ts'

const { channels, members, messages, users } = schema

/** Beyond so many bytes a list of all channels has no further last messages, and beyond so many no further channels. */
const lastMessagesBytesMax = pageBytesMax
const channelsBytesMax = 4 * 1024 * 1024
/** The most that a channel takes in a list besides its name, its description and its last message. */
const channelBytes = 1_200

/** The channels of a user, ordered by their latest message, newest first. Takes three queries, however many there are. */
export async function mySummaries(tx: Tx, userId: string): Promise<ChannelSummary[]> {
  const newestFirst = sql`over (order by coalesce(${messages.createdAt}, ${channels.createdAt}) desc, ${channels.id})`
  const own = sql`${channelBytes} + coalesce(octet_length(${channels.name}), 0)
    + coalesce(octet_length(${channels.description}), 0)`
  const mine = tx
    .select({
      id: channels.id,
      channelsBytes: sql`sum(${own}) ${newestFirst}`.mapWith(Number).as('channels_bytes'),
      messagesBytes: sql`sum(coalesce(${messageBytes}, 0)) ${newestFirst}`.mapWith(Number).as('messages_bytes'),
    })
    .from(members)
    .innerJoin(channels, eq(channels.id, members.channelId))
    .leftJoin(messages, lastMessage)
    .where(and(eq(members.userId, userId), isShown))
    .as('mine')
  const room = await tx
    .select()
    .from(mine)
    .where(lte(mine.channelsBytes, channelsBytesMax))
    .orderBy(asc(mine.channelsBytes))
  const withMessage = room.filter(({ messagesBytes }) => messagesBytes <= lastMessagesBytesMax).map(({ id }) => id)
  const isMine = sql`${channels.id} = any(${uuids(room.map(({ id }) => id))})`
  const found = await summaries(tx, userId, isMine, and(lastMessage, sql`${channels.id} = any(${uuids(withMessage)})`))
  const byId = new Map(found.map((summary) => [summary.id, summary]))
  return room.flatMap(({ id }) => byId.get(id) ?? [])
}

/**
 * Summaries of these channels as the user sees them. The caller of this function must have checked that the user may
 * see them.
 */
export async function summariesOf(tx: Tx, userId: string, channelIds: readonly string[]): Promise<ChannelSummary[]> {
  return channelIds.length === 0 ? [] : summaries(tx, userId, inArray(channels.id, [...channelIds]))
}

/** @throws Refusal `NOT_FOUND` when the channel is gone */
export async function summaryOf(tx: Tx, userId: string, channelId: string): Promise<ChannelSummary> {
  const [summary] = await summariesOf(tx, userId, [channelId])
  if (!summary) throw notFound()
  return summary
}

const lastMessage = and(eq(messages.channelId, channels.id), eq(messages.number, channels.lastNumber))

async function summaries(tx: Tx, userId: string, where: SQL, message = lastMessage): Promise<ChannelSummary[]> {
  const rows = await tx
    .select({ channel: channels, member: members, message: messages, mentions: unreadMentionsWithChannel })
    .from(channels)
    .leftJoin(members, activeMember(userId))
    .leftJoin(messages, message)
    .where(where)
  const peerIds = rows.flatMap(({ channel }) => peerOf(channel.directKey, userId) ?? [])
  const peers = new Map<string, UserRow>()
  if (peerIds.length > 0) {
    for (const row of await tx.select().from(users).where(inArray(users.id, peerIds))) peers.set(row.id, row)
  }
  return rows
    .map((row) => toSummary({ ...row, peer: peers.get(peerOf(row.channel.directKey, userId) ?? '') ?? null }))
    .sort((a, b) => (latest(a) < latest(b) ? 1 : -1))
}

type Parts = {
  channel: ChannelRow
  member: MemberRow | null
  message: MessageRow | null
  mentions: number
  peer: UserRow | null
}

/** Turns the rows into what this reader of the channel sees. */
export const toSummary = ({ channel, member, message, mentions, peer }: Parts): ChannelSummary => ({
  ...toChannel(channel),
  membership: member?.follows ? toMembership(member, channel, mentions) : null,
  lastMessage: message && toMessage(message),
  peer: peer && toUser(peer),
})

const latest = ({ lastMessage, createdAt }: ChannelSummary) => lastMessage?.createdAt ?? createdAt
