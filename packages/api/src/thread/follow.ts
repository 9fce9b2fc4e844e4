import { type ChannelRow, lockUsers, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, isNull } from 'drizzle-orm'
import { loadReadable, lockAsMember, lockWithParent, mustNotBeArchived } from '../channel/access.ts'
import { summaryOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, userPublication } from '../event/publish.ts'
import { startMemberships } from '../member/start-memberships.ts'
import { limit, rules } from '../rate-limits.ts'

const { members } = schema

type Key = { channelId: string }

/**
 * Lets the caller follow a thread in a channel that they are in. What was written before counts as read. Following it
 * again changes nothing.
 *
 * @throws Refusal `INVALID_INPUT` for a channel that is no thread, `NOT_FOUND` for outsiders, `FORBIDDEN` where the
 * caller would first have to join the channel above, and where that is archived
 */
export async function followThread(ctx: SignedInContext, { channelId }: Key): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const thread = await lockThread(tx, userId, channelId)
    const { parentChannel } = await lockAsMember(tx, userId, channelId, { isParentLocked: true })
    mustNotBeArchived(parentChannel)
    publishAfterCommit(...(await startFollowing(tx, thread, userId)))
    return summaryOf(tx, userId, channelId)
  })
}

/** For a thread that is locked together with its parent channel, whose members alone may follow it. */
export async function startFollowing(tx: Tx, thread: ChannelRow, userId: string): Promise<Publication[]> {
  if ((await lockUsers(tx, [userId])).length === 0) throw notFound('user')
  const ended = await tx
    .update(members)
    .set({ follows: true, readNumber: thread.lastNumber, readCounted: thread.counted, skipped: 0 })
    .where(and(isOwn(thread.id, userId), eq(members.follows, false)))
    .returning()
  const [again] = ended
  if (again?.leftAt !== null) return (await startMemberships(tx, thread, [userId])).publications
  const revision = await nextRevisionOf(tx, thread.id, userId)
  const channel = await summaryOf(tx, userId, thread.id)
  const event = { type: 'joined' as const, after: revision - 1, revision, channel }
  return [userPublication(userId, event, { joined: { channelId: thread.id, revision: thread.revision } })]
}

/**
 * Ends that the caller follows a thread; it may still be read, and written in. Their row stays and says so, so that no
 * call makes them follow it again: only `followThread` does. Somebody who does not follow it yet will not begin to.
 *
 * @throws Refusal as `followThread`, but for an archived channel
 */
export async function unfollowThread(ctx: SignedInContext, { channelId }: Key): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const thread = await lockThread(tx, userId, channelId)
    await lockAsMember(tx, userId, channelId, { isParentLocked: true })
    if ((await lockUsers(tx, [userId])).length === 0) throw notFound('user')
    const [row] = await tx
      .select()
      .from(members)
      .where(and(isOwn(channelId, userId), isNull(members.leftAt)))
    if (row?.follows === false) return summaryOf(tx, userId, channelId)
    // Others need not be told: the caller stays among those who take part in the thread.
    const started = row ? [] : (await startMemberships(tx, thread, [userId])).publications
    await tx.update(members).set({ follows: false }).where(isOwn(channelId, userId))
    const revision = await nextRevisionOf(tx, channelId, userId)
    const left = { type: 'left' as const, after: revision - 1, revision, channelId }
    publishAfterCommit(...started, userPublication(userId, left))
    return summaryOf(tx, userId, channelId)
  })
}

async function lockThread(tx: Tx, userId: string, channelId: string): Promise<ChannelRow> {
  const channel = await lockWithParent(tx, channelId)
  if (!channel) throw notFound()
  if (channel.kind === 'thread') return channel
  await loadReadable(tx, userId, channelId)
  throw new Refusal('INVALID_INPUT', 'channelId: only threads are followed', { field: 'channelId' })
}

async function nextRevisionOf(tx: Tx, channelId: string, userId: string): Promise<number> {
  const userRevision = (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
  await tx.update(members).set({ userRevision }).where(isOwn(channelId, userId))
  return userRevision
}

const isOwn = (channelId: string, userId: string) => and(eq(members.channelId, channelId), eq(members.userId, userId))
