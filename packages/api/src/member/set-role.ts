import { type ChannelRow, nextRevision, schema, type Tx } from '@chime/db'
import type { Member, Role } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import { lockAsMember, type MemberRow, mustHaveOwnPeople, mustNotBeArchived } from '../channel/access.ts'
import { note, people } from '../channel/notice.ts'
import { toMember } from '../channel/present.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { type ChannelEvent, change, channelPublication } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { memberEvent } from './event.ts'

const { members } = schema

type Input = { channelId: string; userId: string; role: Role }

/**
 * Makes a member an owner, an admin, or a plain member again. Owners do it, with themselves too, but a channel always keeps an
 * owner: of two who demote each other at once the second is no owner any more. A role is the channel's business, so
 * everybody's streams of the channel tell of it, and nobody's own.
 *
 * @throws Refusal `CONFLICT` for the last owner
 */
export async function setRole(ctx: SignedInContext, { channelId, userId, role }: Input): Promise<Member> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return change(ctx.services, async (tx, say) => {
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
    if (events.length > 0) say(channelPublication(channelId, events))
    return toMember(changed)
  })
}

/**
 * Stamps a member of a locked channel with another role, if it is another.
 *
 * @param by who gives it
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
  const { events } = await note(tx, channel, by, { notice: 'role', ...people([member.userId]), role })
  return { member: changed, events: [memberEvent(changed), ...events] }
}

const countOwners = (tx: Tx, channelId: string) => tx.$count(members, present(channelId, eq(members.role, 'owner')))

const present = (channelId: string, which: ReturnType<typeof eq>) =>
  and(eq(members.channelId, channelId), isNull(members.leftAt), which)
