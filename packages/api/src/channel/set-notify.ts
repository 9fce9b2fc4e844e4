import type { Membership, NotifyLevel } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { changeMembership } from '../member/change-membership.ts'
import { limit, rules } from '../rate-limits.ts'

type Input = { channelId: string; notify: NotifyLevel }

/** Sets which messages of a channel, or of a thread that the caller follows, notify them; on all their devices. */
export async function setNotify(ctx: SignedInContext, { channelId, notify }: Input): Promise<Membership> {
  await limit(ctx, rules.change, ctx.actor.userId)
  const { membership } = await changeMembership(ctx, channelId, async (_tx, { member }) => {
    if (member.notify === notify) return null
    return { set: { notify }, event: ({ step }) => ({ type: 'notify', ...step, channelId, notify }) }
  })
  return membership
}
