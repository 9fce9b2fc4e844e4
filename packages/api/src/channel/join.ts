import { type ChannelRow, members, type Tx } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { startMemberships } from '../member/start-memberships.ts'
import { limit, rules } from '../rate-limits.ts'
import { startFollowing } from '../thread/follow.ts'
import { isOpen, loadReadable, lockAsMember, lockWithParent, mustNotBeArchived } from './access.ts'
import { summaryOf } from './summary.ts'

/**
 * Makes the caller a member of an open channel, or lets them follow a thread in a channel that they are in. A group can
 * only be joined by being added or by an invite. Joining again changes nothing.
 */
export async function joinChannel(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const channel = await lockWithParent(tx, channelId)
    if (!channel) throw notFound()
    if (channel.kind === 'thread') {
      const { parentChannel } = await lockAsMember(tx, userId, channelId, { isParentLocked: true })
      mustNotBeArchived(parentChannel)
      publishAfterCommit(...(await startFollowing(tx, channel, userId)))
    } else if (isOpen(channel)) {
      mustNotBeArchived(channel)
      publishAfterCommit(...(await joinLocked(tx, channel, userId)))
    } else {
      await loadReadable(tx, userId, channelId)
    }
    return summaryOf(tx, userId, channelId)
  })
}

/**
 * Adds somebody who joins a locked channel by themselves. Whoever joins an empty channel becomes its owner, because
 * otherwise it could never get one.
 */
export async function joinLocked(tx: Tx, channel: ChannelRow, userId: string): Promise<Publication[]> {
  const role = (await hasMembers(tx, channel.id)) ? 'member' : 'owner'
  const notice = { by: userId, of: () => ({ notice: 'joined' as const }) }
  const { publications } = await startMemberships(tx, channel, [userId], { role: () => role, notice })
  return publications
}

async function hasMembers(tx: Tx, channelId: string): Promise<boolean> {
  const where = and(eq(members.channelId, channelId), isNull(members.leftAt))
  const rows = await tx.select({ userId: members.userId }).from(members).where(where).limit(1)
  return rows.length > 0
}
