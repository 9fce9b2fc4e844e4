import { type ChannelRow, type MemberRow, type MessageRow, schema, type Tx, type UserRow } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq, inArray, type SQL } from 'drizzle-orm'
import { notFound } from '../errors.ts'
import { toMembership } from '../member/present.ts'
import { isShown } from '../member/shown.ts'
import { unreadMentionsWithChannel } from '../mention/unread.ts'
import { toMessage } from '../message/present.ts'
import { toUser } from '../user/present.ts'
import { activeMember } from './access.ts'
import { peerOf } from './direct-key.ts'
import { toChannel } from './present.ts'

const { channels, members, messages, users } = schema

/** The channels of a user, ordered by their latest message, newest first. Takes two queries, however many there are. */
export const mySummaries = (tx: Tx, userId: string): Promise<ChannelSummary[]> =>
  summaries(tx, userId, and(eq(members.userId, userId), isShown))

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

async function summaries(tx: Tx, userId: string, where: SQL | undefined): Promise<ChannelSummary[]> {
  const rows = await tx
    .select({ channel: channels, member: members, message: messages, mentions: unreadMentionsWithChannel })
    .from(channels)
    .leftJoin(members, activeMember(userId))
    .leftJoin(messages, and(eq(messages.channelId, channels.id), eq(messages.number, channels.lastNumber)))
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
