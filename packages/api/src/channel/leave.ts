import { type ChannelRow, lockChannel, type MemberRow, schema, type Tx } from '@chime/db'
import { and, eq, isNull, ne } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, channelPublication } from '../event/publish.ts'
import { endMembership, lockToEndMembership } from '../member/end-membership.ts'
import { giveRole } from '../member/set-role.ts'
import { limit, rules } from '../rate-limits.ts'
import { loadReadable, lockAsMember, mustHaveOwnPeople } from './access.ts'

const { members } = schema

type Input = { channelId: string; successorId?: string }

/**
 * Ends the caller's membership of a channel and of its threads. Leaving a thread only ends following it: it may still
 * be read.
 *
 * @param input.successorId who becomes owner when the caller is the last owner and others remain; ignored otherwise
 * @throws Refusal `FORBIDDEN` for a direct conversation, `CONFLICT` for the last owner who names no successor,
 * `NOT_FOUND` for a successor who is not in the channel
 */
export async function leaveChannel(ctx: SignedInContext, { channelId, successorId }: Input): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockToEndMembership(tx, channelId, userId)
    const channel = await lockChannel(tx, channelId)
    const leave = async (member: MemberRow) =>
      publishAfterCommit(...(await endMembership(tx, member, userId, { notice: 'left' })))
    if (channel?.kind === 'thread') {
      const { member } = await loadReadable(tx, userId, channelId)
      if (member) await leave(member)
      // As with `channels.unfollow`: nothing but the caller makes them follow it again.
      const isOwn = and(eq(members.channelId, channelId), eq(members.userId, userId))
      await tx.update(members).set({ follows: false }).where(isOwn)
      return null
    }
    const { channel: own, member } = await lockAsMember(tx, userId, channelId)
    mustHaveOwnPeople(own)
    if (await isLastOwner(tx, member)) {
      const { events } = await giveRole(tx, own, await findSuccessor(tx, own, member, successorId), 'owner', userId)
      if (events.length > 0) publishAfterCommit(channelPublication(channelId, events))
    }
    await leave(member)
    return null
  })
}

/**
 * A channel with people in it must keep an owner. The lock on the channel makes two owners who leave at the same time
 * wait for each other.
 */
async function isLastOwner(tx: Tx, { channelId, userId, role }: MemberRow): Promise<boolean> {
  if (role !== 'owner') return false
  const others = await tx
    .selectDistinct({ role: members.role })
    .from(members)
    .where(and(eq(members.channelId, channelId), ne(members.userId, userId), isNull(members.leftAt)))
  return others.length > 0 && !others.some((other) => other.role === 'owner')
}

async function findSuccessor(
  tx: Tx,
  { id }: ChannelRow,
  { userId }: MemberRow,
  successorId?: string,
): Promise<MemberRow> {
  if (successorId === undefined) {
    const text = 'successorId: you are the last owner; say who is to be owner instead'
    throw new Refusal('CONFLICT', text, { field: 'successorId' })
  }
  const [successor] = await tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, id), eq(members.userId, successorId), isNull(members.leftAt)))
  if (!successor) throw notFound('member')
  if (successor.userId === userId) {
    throw new Refusal('INVALID_INPUT', 'successorId: must be somebody else', { field: 'successorId' })
  }
  return successor
}
