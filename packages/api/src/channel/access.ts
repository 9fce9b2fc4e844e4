import { type ChannelRow, lockChannel, lockChannels, type MemberRow, schema, type Tx } from '@chime/db'
import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { notFound, Refusal } from '../errors.ts'

const { channels, members } = schema

const parent = alias(channels, 'parent')
const parentMember = alias(members, 'parent_member')

/** Whether everybody may read a channel. Its name and description are no secret either. */
export const isOpen = ({ kind }: Pick<ChannelRow, 'kind'>) => kind === 'public' || kind === 'announcement'

/**
 * Loads a channel that the user may read: one that they are a member of, an open one, or a thread in such a channel.
 * Everybody else gets the same answer as for a channel that does not exist.
 *
 * @returns `member`: the user's active membership; null for a reader of an open channel who is no (longer a) member.
 * `parentMember`: their membership in the parent channel of a thread; elsewhere the same as `member`. `isArchived`: for
 * a thread, also when its parent channel is archived. `directKey`: for a thread, that of its parent channel
 * @throws Refusal `NOT_FOUND`
 */
export async function loadReadable(
  tx: Tx,
  userId: string,
  channelId: string,
): Promise<{
  channel: ChannelRow
  member: MemberRow | null
  parentMember: MemberRow | null
  isOpen: boolean
  isArchived: boolean
  directKey: string | null
}> {
  const [row] = await tx
    .select({
      channel: getTableColumns(channels),
      member: getTableColumns(members),
      parentMember: getTableColumns(parentMember),
      parentKind: parent.kind,
      parentArchivedAt: parent.archivedAt,
      directKey: parent.directKey,
    })
    .from(channels)
    .leftJoin(members, activeMember(userId))
    .leftJoin(parent, eq(parent.id, parentId))
    .leftJoin(
      parentMember,
      and(eq(parentMember.channelId, parent.id), eq(parentMember.userId, userId), isNull(parentMember.leftAt)),
    )
    .where(eq(channels.id, channelId))
  if (!row?.parentKind) throw notFound()
  const open = isOpen({ kind: row.parentKind })
  if (!row.parentMember && !open) throw notFound()
  const { channel, member } = row
  const isArchived = (channel.archivedAt ?? row.parentArchivedAt) !== null
  return { channel, member, parentMember: row.parentMember, isOpen: open, isArchived, directKey: row.directKey }
}

/** Whether the user may read the channel. A refusal of `loadReadable` becomes the answer `false`. */
export async function mayRead(tx: Tx, userId: string, channelId: string): Promise<boolean> {
  try {
    await loadReadable(tx, userId, channelId)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** The channel whose members may read a channel: the parent channel of a thread, else the channel itself. */
const parentId = sql<string>`coalesce(${channels.parentChannelId}, ${channels.id})`

/** Joins the user's active membership to `channels`. */
export const activeMember = (userId: string) =>
  and(eq(members.channelId, channels.id), eq(members.userId, userId), isNull(members.leftAt))

/**
 * Locks a channel for a change, and then loads the member who makes the change. In this order, a removal that was
 * committed before is noticed.
 *
 * @param isParentLocked says that the parent channel of a thread is locked already (by `lockWithParent`). That is
 * necessary where user locks follow
 * @returns `parentChannel`: the parent channel of a thread, else the channel itself. `member`: the membership in that
 * channel
 * @throws Refusal `NOT_FOUND` for outsiders, `FORBIDDEN` where the user would first have to join an open channel
 */
export async function lockAsMember(
  tx: Tx,
  userId: string,
  channelId: string,
  { isParentLocked = false } = {},
): Promise<{ channel: ChannelRow; parentChannel: ChannelRow; member: MemberRow }> {
  const channel = await lockChannel(tx, channelId)
  if (!channel) throw notFound()
  const parentChannel = channel.parentChannelId === null ? channel : await readParent(tx, channel.parentChannelId)
  const active = tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, parentChannel.id), eq(members.userId, userId), isNull(members.leftAt)))
  // The parent channel is not locked, so a lock on the member row makes a removal wait.
  const [member] = parentChannel === channel || isParentLocked ? await active : await active.for('share')
  if (!member) throw isOpen(parentChannel) ? new Refusal('FORBIDDEN', 'Join the channel first') : notFound()
  return { channel, parentChannel, member }
}

/**
 * Locks a channel, and the parent channel too if it is a thread. For joining: user locks follow, and all channel locks
 * must come before them.
 *
 * @returns the channel; undefined when there is none
 */
export async function lockWithParent(tx: Tx, channelId: string): Promise<ChannelRow | undefined> {
  const [row] = await tx.select({ parentId: channels.parentChannelId }).from(channels).where(eq(channels.id, channelId))
  const locked = await lockChannels(tx, row?.parentId ? [channelId, row.parentId] : [channelId])
  return locked.find(({ id }) => id === channelId)
}

async function readParent(tx: Tx, channelId: string): Promise<ChannelRow> {
  const [row] = await tx.select().from(channels).where(eq(channels.id, channelId))
  if (!row) throw notFound()
  return row
}

/** @throws Refusal `FORBIDDEN` unless the member is an owner or admin of the channel */
export function mustManage({ role }: MemberRow): void {
  if (role === 'member') throw new Refusal('FORBIDDEN', 'Only owners and admins of the channel may do this')
}

/**
 * @throws Refusal `FORBIDDEN` for channels whose people cannot be changed: a direct conversation, whose two people are
 * fixed, and a thread, which belongs to the people of its parent channel
 */
export function mustHaveOwnPeople({ kind }: ChannelRow): void {
  if (kind === 'direct') throw new Refusal('FORBIDDEN', 'A direct conversation stays between its two people')
  if (kind === 'thread') throw new Refusal('FORBIDDEN', 'A thread is for the people of the channel that it is in')
}

/** @throws Refusal `FORBIDDEN` */
export function mustNotBeArchived({ archivedAt }: ChannelRow): void {
  if (archivedAt) throw archived()
}

export const archived = () => new Refusal('FORBIDDEN', 'The channel is archived')
