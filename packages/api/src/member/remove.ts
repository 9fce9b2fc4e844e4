import { schema } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import { lockAsMember, mustHaveOwnPeople, mustManage } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { withdrawInvitation } from '../invitation/withdraw.ts'
import { people } from '../notice/post.ts'
import { limit, rules } from '../rate-limits.ts'
import { endMembership, lockToEndMembership } from './end-membership.ts'

const { members } = schema

/**
 * Removes somebody from a channel; their streams of it end at once. Owners and admins may do this, and only an owner
 * may remove an owner. Removing oneself is refused: that is `channels.leave`. Of somebody who is only invited, it takes
 * the invitation back.
 */
export async function removeMember(
  ctx: SignedInContext,
  { channelId, userId }: { channelId: string; userId: string },
): Promise<null> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockToEndMembership(tx, channelId, userId)
    const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    mustHaveOwnPeople(channel)
    const [target] = await tx
      .select()
      .from(members)
      .where(and(eq(members.channelId, channelId), eq(members.userId, userId), isNull(members.leftAt)))
    if (!target) {
      publishAfterCommit(await withdrawInvitation(tx, member, userId))
      return null
    }
    mustManage(member)
    if (userId === member.userId) {
      throw new Refusal('INVALID_INPUT', 'userId: to go yourself, call channels.leave', { field: 'userId' })
    }
    if (target.role === 'owner' && member.role !== 'owner') {
      throw new Refusal('FORBIDDEN', 'Only an owner removes an owner')
    }
    publishAfterCommit(...(await endMembership(tx, target, member.userId, { notice: 'removed', ...people([userId]) })))
    return null
  })
}
