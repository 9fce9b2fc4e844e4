import { type ChannelRow, type MemberRow, nextRevision, schema, type Tx } from '@chime/db'
import type { Member, Role } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import { lockAsMember, mustHaveOwnPeople, mustNotBeArchived } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { type ChannelEvent, change, channelPublication } from '../event/publish.ts'
import { people, postNotice } from '../notice/post.ts'
import { limit, rules } from '../rate-limits.ts'
import { memberEvent } from './event.ts'
import { toMember } from './present.ts'

const { members } = schema

type Input = { channelId: string; userId: string; role: Role }

/**
 * Makes a member an owner, an admin or a plain member. Only owners may do this, also for themselves. A channel always
 * keeps an owner: when two owners demote each other at the same time, the second waits for the lock and then is no
 * owner any more. A role is a fact about the channel, so it is told on the channel's stream and not on the member's
 * own.
 *
 * @throws Refusal `CONFLICT` for the last owner
 */
export async function setRole(ctx: SignedInContext, { channelId, userId, role }: Input): Promise<Member> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    mustHaveOwnPeople(channel)
    mustNotBeArchived(channel)
    if (member.role !== 'owner') throw new Refusal('FORBIDDEN', 'Only owners of the channel may do this')
    const [target] = await tx
      .select()
      .from(members)
      .where(present(channelId, eq(members.userId, userId)))
    if (!target) throw notFound('member')
    if (target.role === 'owner' && role !== 'owner' && (await countOwners(tx, channelId)) < 2) {
      throw new Refusal('CONFLICT', 'userId: is the last owner; make somebody else an owner first', { field: 'userId' })
    }
    const { member: changed, events } = await giveRole(tx, channel, target, role, member.userId)
    if (events.length > 0) publishAfterCommit(channelPublication(channelId, events))
    return toMember(changed)
  })
}

/**
 * Gives a member of a locked channel another role. Nothing changes if they have it already.
 *
 * @param by the id of the user who gives the role
 */
export async function giveRole(
  tx: Tx,
  channel: ChannelRow,
  member: MemberRow,
  role: Role,
  by: string,
): Promise<{ member: MemberRow; events: ChannelEvent[] }> {
  if (member.role === role) return { member, events: [] }
  const revision = await nextRevision(tx, channel.id)
  const [changed] = await tx
    .update(members)
    .set({ role, revision })
    .where(present(channel.id, eq(members.userId, member.userId)))
    .returning()
  if (!changed) throw new Error('a member of a locked channel is gone')
  const { events } = await postNotice(tx, channel, by, { notice: 'role', ...people([member.userId]), role })
  return { member: changed, events: [memberEvent(changed), ...events] }
}

const countOwners = (tx: Tx, channelId: string) => tx.$count(members, present(channelId, eq(members.role, 'owner')))

const present = (channelId: string, which: ReturnType<typeof eq>) =>
  and(eq(members.channelId, channelId), isNull(members.leftAt), which)
