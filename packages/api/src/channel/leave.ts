import { lockChannel, schema, type Tx } from '@chime/db'
import { and, eq, isNull, ne } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { dismiss, lockForDismissal } from '../member/dismiss.ts'
import { lockAsMember, type MemberRow, mustHaveOwnPeople, readable } from './access.ts'

const { members } = schema

/**
 * Ends my membership, and with that of a channel those of its threads. A thread is followed no longer; it may still be read.
 *
 * @throws Refusal `FORBIDDEN` for a direct conversation, and for the last owner while others remain
 */
export function leaveChannel(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<null> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, say) => {
    await lockForDismissal(tx, channelId, userId)
    const channel = await lockChannel(tx, channelId)
    if (channel?.kind === 'thread') {
      const { member } = await readable(tx, userId, channelId)
      if (member) say(...(await dismiss(tx, member)))
      return null
    }
    const { channel: own, member } = await lockAsMember(tx, userId, channelId)
    mustHaveOwnPeople(own)
    await mustNotBeLastOwner(tx, member)
    say(...(await dismiss(tx, member)))
    return null
  })
}

/** A channel with people in it keeps an owner. The lock on the channel makes two owners leaving at once take turns. */
async function mustNotBeLastOwner(tx: Tx, { channelId, userId, role }: MemberRow): Promise<void> {
  if (role !== 'owner') return
  const others = await tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.channelId, channelId), ne(members.userId, userId), isNull(members.leftAt)))
  if (others.length > 0 && !others.some((other) => other.role === 'owner')) {
    throw new Refusal('FORBIDDEN', 'Make somebody else an owner first')
  }
}
