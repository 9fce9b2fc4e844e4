import { type ChannelRow, lockChannel, lockChannels, type MemberRow, schema, type Tx } from '@chime/db'
import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { notFound, Refusal } from '../errors.ts'

const { channels, members } = schema

const home = alias(channels, 'home')
const homeMember = alias(members, 'home_member')

export type { ChannelRow, MemberRow }

/** Public channels and announcements may be read by everybody; what they are is no secret either. */
export const isOpen = ({ kind }: Pick<ChannelRow, 'kind'>) => kind === 'public' || kind === 'announcement'

/**
 * Loads a channel that the user may read: a member's, an open one, or a thread of such a one, its home. Whoever may not gets
 * the same answer as for a channel that does not exist.
 *
 * @returns `member` is null for someone who looks on, also for a former member of an open channel; `homeMember` is the
 * same, but in a thread; a thread is archived with its home
 * @throws Refusal `NOT_FOUND`
 */
export async function readable(
  tx: Tx,
  userId: string,
  channelId: string,
): Promise<{
  channel: ChannelRow
  member: MemberRow | null
  homeMember: MemberRow | null
  isOpen: boolean
  isArchived: boolean
}> {
  const [row] = await tx
    .select({
      channel: getTableColumns(channels),
      member: getTableColumns(members),
      homeMember: getTableColumns(homeMember),
      homeKind: home.kind,
      homeArchivedAt: home.archivedAt,
    })
    .from(channels)
    .leftJoin(members, activeMember(userId))
    .leftJoin(home, eq(home.id, homeId))
    .leftJoin(
      homeMember,
      and(eq(homeMember.channelId, home.id), eq(homeMember.userId, userId), isNull(homeMember.leftAt)),
    )
    .where(eq(channels.id, channelId))
  if (!row?.homeKind) throw notFound()
  const open = isOpen({ kind: row.homeKind })
  if (!row.homeMember && !open) throw notFound()
  const { channel, member } = row
  const isArchived = (channel.archivedAt ?? row.homeArchivedAt) !== null
  return { channel, member, homeMember: row.homeMember, isOpen: open, isArchived }
}

/** Whose members may read a channel: for a thread the channel above it, else the channel itself. */
export const homeId = sql<string>`coalesce(${channels.parentChannelId}, ${channels.id})`

/** The join of a user's living membership onto `channels`. */
export const activeMember = (userId: string) =>
  and(eq(members.channelId, channels.id), eq(members.userId, userId), isNull(members.leftAt))

/**
 * Locks a channel for a change and loads the member who makes it, after the lock, so that a removal that came first counts.
 *
 * @param isHomeLocked the channel above a thread is locked too (`lockWithHome`), as it must be where locks on people follow
 * @returns for a thread, `home` is the channel above it and `member` is of that one
 * @throws Refusal `NOT_FOUND` for outsiders, `FORBIDDEN` where an open channel would first have to be joined
 */
export async function lockAsMember(
  tx: Tx,
  userId: string,
  channelId: string,
  { isHomeLocked = false } = {},
): Promise<{ channel: ChannelRow; home: ChannelRow; member: MemberRow }> {
  const channel = await lockChannel(tx, channelId)
  if (!channel) throw notFound()
  const home = channel.parentChannelId === null ? channel : await readHome(tx, channel.parentChannelId)
  const active = tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, home.id), eq(members.userId, userId), isNull(members.leftAt)))
  // Without the lock on the channel above, one on the row keeps a removal waiting.
  const [member] = home === channel || isHomeLocked ? await active : await active.for('share')
  if (!member) throw isOpen(home) ? new Refusal('FORBIDDEN', 'Join the channel first') : notFound()
  return { channel, home, member }
}

/**
 * Locks a channel, and the one above it where it is a thread: for who joins, since locks on people follow.
 *
 * @returns the channel; undefined when there is none
 */
export async function lockWithHome(tx: Tx, channelId: string): Promise<ChannelRow | undefined> {
  const [row] = await tx.select({ home: channels.parentChannelId }).from(channels).where(eq(channels.id, channelId))
  const locked = await lockChannels(tx, row?.home ? [channelId, row.home] : [channelId])
  return locked.find(({ id }) => id === channelId)
}

async function readHome(tx: Tx, channelId: string): Promise<ChannelRow> {
  const [row] = await tx.select().from(channels).where(eq(channels.id, channelId))
  if (!row) throw notFound()
  return row
}

/** @throws Refusal `FORBIDDEN` unless the member is an owner or admin of the channel */
export function mustManage({ role }: MemberRow): void {
  if (role === 'member') throw new Refusal('FORBIDDEN', 'Only owners and admins of the channel may do this')
}

/** @throws Refusal `FORBIDDEN` for a direct conversation, whose two people are given, and for a thread */
export function mustHaveOwnPeople({ kind }: ChannelRow): void {
  if (kind === 'direct') throw new Refusal('FORBIDDEN', 'A direct conversation stays between its two people')
  if (kind === 'thread') throw new Refusal('FORBIDDEN', 'A thread is for the people of the channel that it is in')
}

/** @throws Refusal `FORBIDDEN` */
export function mustNotBeArchived({ archivedAt }: ChannelRow): void {
  if (archivedAt) throw archived()
}

export const archived = () => new Refusal('FORBIDDEN', 'The channel is archived')
