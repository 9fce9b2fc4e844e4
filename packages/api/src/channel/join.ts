import { members, type Tx } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { admit } from '../member/admit.ts'
import { isOpen, lockAsMember, lockWithHome, mustNotBeArchived, readable } from './access.ts'
import { summaryOf } from './summary.ts'

/**
 * Makes me a member of an open channel, or lets me follow a thread of a channel that I am in; a group is joined by being
 * added. Joining twice changes nothing.
 */
export function joinChannel(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, say) => {
    const channel = await lockWithHome(tx, channelId)
    if (!channel) throw notFound()
    if (channel.kind === 'thread') {
      await lockAsMember(tx, userId, channelId, { isHomeLocked: true })
      const { publications } = await admit(tx, channel, [userId])
      say(...publications)
    } else if (isOpen(channel)) {
      mustNotBeArchived(channel)
      // Whoever comes into an empty channel owns it: else nobody ever could.
      const role = (await hasMembers(tx, channelId)) ? 'member' : 'owner'
      const { publications } = await admit(tx, channel, [userId], () => role)
      say(...publications)
    } else {
      await readable(tx, userId, channelId)
    }
    return summaryOf(tx, userId, channelId)
  })
}

async function hasMembers(tx: Tx, channelId: string): Promise<boolean> {
  const where = and(eq(members.channelId, channelId), isNull(members.leftAt))
  const rows = await tx.select({ userId: members.userId }).from(members).where(where).limit(1)
  return rows.length > 0
}
