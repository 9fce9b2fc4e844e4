import { lockChannel, lockUsers, schema } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { mustMeetNobodyBlocked } from '../block/access.ts'
import { loadReadable, mustNotBeArchived } from '../channel/access.ts'
import { joinLocked } from '../channel/join.ts'
import { summaryOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { isWaiting } from './present.ts'

const { invitations } = schema

/**
 * Makes the caller a member of a channel to which somebody has invited them. Who is a member already gets the channel.
 *
 * @throws Refusal `NOT_FOUND` without an invitation that waits, `FORBIDDEN` for an archived channel, and where the caller
 * and who invited them have blocked each other
 */
export async function acceptInvitation(
  ctx: SignedInContext,
  { channelId }: { channelId: string },
): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const channel = await lockChannel(tx, channelId)
    await lockUsers(tx, [userId])
    const [invitation] = await tx
      .select()
      .from(invitations)
      .where(and(eq(invitations.userId, userId), eq(invitations.channelId, channelId), isWaiting))
    if (!channel) throw notFound()
    if (!invitation) {
      const { member } = await loadReadable(tx, userId, channelId)
      if (!member) throw notFound('invitation')
      return summaryOf(tx, userId, channelId)
    }
    mustNotBeArchived(channel)
    if (invitation.invitedBy) await mustMeetNobodyBlocked(tx, userId, [invitation.invitedBy])
    publishAfterCommit(...(await joinLocked(tx, channel, userId)))
    return summaryOf(tx, userId, channelId)
  })
}
