import { type ChannelRow, lockChannel, schema, type Tx } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import { notFound, Refusal } from '../errors.ts'

const { channels, members } = schema

export type { ChannelRow }
export type MemberRow = typeof members.$inferSelect

/** Public channels and announcements may be read by everybody; what they are is no secret either. */
export const isOpen = ({ kind }: Pick<ChannelRow, 'kind'>) => kind === 'public' || kind === 'announcement'

/**
 * Loads a channel that the user may read: a member's, or an open one. Whoever may not gets the same answer as for a
 * channel that does not exist.
 *
 * @returns `member` is null for someone who looks on, also for a former member of an open channel
 * @throws Refusal `NOT_FOUND`
 */
export async function readable(
  tx: Tx,
  userId: string,
  channelId: string,
): Promise<{ channel: ChannelRow; member: MemberRow | null }> {
  const [row] = await tx
    .select({ channel: channels, member: members })
    .from(channels)
    .leftJoin(members, activeMember(userId))
    .where(eq(channels.id, channelId))
  if (!row || !(row.member || isOpen(row.channel))) throw notFound()
  return row
}

/** The join of a user's living membership onto `channels`. */
export const activeMember = (userId: string) =>
  and(eq(members.channelId, channels.id), eq(members.userId, userId), isNull(members.leftAt))

/**
 * Locks a channel for a change and loads the member who makes it, after the lock, so that a removal that came first counts.
 *
 * @throws Refusal `NOT_FOUND` for outsiders, `FORBIDDEN` where an open channel would first have to be joined
 */
export async function lockAsMember(
  tx: Tx,
  userId: string,
  channelId: string,
): Promise<{ channel: ChannelRow; member: MemberRow }> {
  const channel = await lockChannel(tx, channelId)
  if (!channel) throw notFound()
  const [member] = await tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, channelId), eq(members.userId, userId), isNull(members.leftAt)))
  if (!member) throw isOpen(channel) ? new Refusal('FORBIDDEN', 'Join the channel first') : notFound()
  return { channel, member }
}

/** @throws Refusal `FORBIDDEN` unless the member is an owner or admin of the channel */
export function mustManage({ role }: MemberRow): void {
  if (role === 'member') throw new Refusal('FORBIDDEN', 'Only owners and admins of the channel may do this')
}

/** @throws Refusal `FORBIDDEN` for a direct conversation, whose two people are given */
export function mustNotBeDirect({ kind }: ChannelRow): void {
  if (kind === 'direct') throw new Refusal('FORBIDDEN', 'A direct conversation stays between its two people')
}

/** @throws Refusal `FORBIDDEN` */
export function mustNotBeArchived({ archivedAt }: ChannelRow): void {
  if (archivedAt) throw new Refusal('FORBIDDEN', 'The channel is archived')
}
