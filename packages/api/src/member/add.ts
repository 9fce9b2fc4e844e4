import type { Member } from '@chime/protocol'
import { lockAsMember, mustManage, mustNotBeArchived, mustNotBeDirect } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { admit } from './admit.ts'

/** Adds people. In an announcement channel owners and admins do; elsewhere every member may. */
export async function addMembers(
  ctx: SignedInContext,
  { channelId, userIds }: { channelId: string; userIds: string[] },
): Promise<Member[]> {
  await limit(ctx, rules.create, ctx.actor.userId)
  return change(ctx.services, async (tx, say) => {
    const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    mustNotBeDirect(channel)
    mustNotBeArchived(channel)
    if (channel.kind === 'announcement') mustManage(member)
    const { members, publications } = await admit(tx, channel, userIds)
    say(...publications)
    return members
  })
}
