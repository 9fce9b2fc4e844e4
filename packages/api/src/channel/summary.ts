import { type ChannelRow, type MemberRow, type MessageRow, schema, type Tx, type UserRow } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq, inArray, isNull, type SQL } from 'drizzle-orm'
import { notFound } from '../errors.ts'
import { toMessage } from '../message/present.ts'
import { toUser } from '../user/present.ts'
import { activeMember } from './access.ts'
import { toChannel, toMembership } from './present.ts'
import { unreadMentionsHere } from './unread-mentions.ts'

const { channels, members, messages, users } = schema

/** The user's channels, the latest message first. Two queries, however many they are. */
export const mySummaries = (tx: Tx, userId: string): Promise<ChannelSummary[]> =>
  summaries(tx, userId, and(eq(members.userId, userId), isNull(members.leftAt)))

/** Summaries of these channels as the user sees them; the caller has checked that they may be seen. */
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
    .select({ channel: channels, member: members, message: messages, mentions: unreadMentionsHere })
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

/** The rows as one of the channel's readers sees them. */
export const toSummary = ({ channel, member, message, mentions, peer }: Parts): ChannelSummary => ({
  ...toChannel(channel),
  membership: member && toMembership(member, channel, mentions),
  lastMessage: message && toMessage(message),
  peer: peer && toUser(peer),
})

const latest = ({ lastMessage, createdAt }: ChannelSummary) => lastMessage?.createdAt ?? createdAt

/** One direct conversation per pair, whoever asks first. */
export const directKey = (a: string, b: string) => [a, b].sort().join(':')

/** Who the other one is; null when it is no direct conversation. */
export function peerOf(key: string | null, userId: string): string | null {
  return key?.split(':').find((id) => id !== userId) ?? null
}
