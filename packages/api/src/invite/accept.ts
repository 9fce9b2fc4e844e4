import { lockChannel } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { mustMeetNobodyBlocked } from '../block/access.ts'
import { joinLocked } from '../channel/join.ts'
import { summaryOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { countUse, findInvite } from './usable.ts'

/**
 * Makes the caller a member of the invite's channel, also if they were removed from it before: to keep somebody out,
 * revoke its invites. For somebody who is a member already it returns the channel and does not count as a use, so a
 * retry gets the answer of the first attempt.
 *
 * @throws Refusal `NOT_FOUND` for an invite that is unknown, expired, used up, revoked, or of an archived channel,
 * `FORBIDDEN` where the caller and who made the invite have blocked each other
 */
export async function acceptInvite(ctx: SignedInContext, { code }: { code: string }): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.invite, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const { invite } = await findInvite(tx, userId, code)
    await lockChannel(tx, invite.channelId)
    // Check again under the lock: somebody else may have taken the last use meanwhile.
    const { channel, member } = await findInvite(tx, userId, code)
    if (!member) {
      if (invite.createdBy) await mustMeetNobodyBlocked(tx, userId, [invite.createdBy])
      publishAfterCommit(...(await joinLocked(tx, channel, userId)))
      await countUse(tx, code)
    }
    return summaryOf(tx, userId, channel.id)
  })
}
