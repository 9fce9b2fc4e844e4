import { type ChannelRow, lockChannel, schema, type Tx } from '@chime/db'
import { and, eq, isNull, ne } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, channelPublication } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { dismiss, lockForDismissal } from '../member/dismiss.ts'
import { giveRole } from '../member/set-role.ts'
import { lockAsMember, type MemberRow, mustHaveOwnPeople, readable } from './access.ts'

const { members } = schema

type Input = { channelId: string; successorId?: string }

/**
 * Ends my membership, and with that of a channel those of its threads. A thread is followed no longer; it may still be read.
 *
 * @param input.successorId who is to be owner, where I am the last one and others remain; elsewhere it counts for nothing
 * @throws Refusal `FORBIDDEN` for a direct conversation, `CONFLICT` for the last owner who names nobody, `NOT_FOUND` for a
 * successor who is not in the channel
 */
export async function leaveChannel(ctx: SignedInContext, { channelId, successorId }: Input): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, say) => {
    await lockForDismissal(tx, channelId, userId)
    const channel = await lockChannel(tx, channelId)
    const leave = async (member: MemberRow) => say(...(await dismiss(tx, member, userId, { notice: 'left' })))
    if (channel?.kind === 'thread') {
      const { member } = await readable(tx, userId, channelId)
      if (member) await leave(member)
      return null
    }
    const { channel: own, member } = await lockAsMember(tx, userId, channelId)
    mustHaveOwnPeople(own)
    if (await isLastOwner(tx, member)) {
      const { events } = await giveRole(tx, own, await heir(tx, own, member, successorId), 'owner', userId)
      if (events.length > 0) say(channelPublication(channelId, events))
    }
    await leave(member)
    return null
  })
}

/** A channel with people in it keeps an owner. The lock on the channel makes two owners leaving at once take turns. */
async function isLastOwner(tx: Tx, { channelId, userId, role }: MemberRow): Promise<boolean> {
  if (role !== 'owner') return false
  const others = await tx
    .selectDistinct({ role: members.role })
    .from(members)
    .where(and(eq(members.channelId, channelId), ne(members.userId, userId), isNull(members.leftAt)))
  return others.length > 0 && !others.some((other) => other.role === 'owner')
}

async function heir(tx: Tx, { id }: ChannelRow, { userId }: MemberRow, successorId?: string): Promise<MemberRow> {
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
