import { type ChannelRow, members, type Tx } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { admit } from '../member/admit.ts'
import { isOpen, lockAsMember, lockWithHome, mustNotBeArchived, readable } from './access.ts'
import { summaryOf } from './summary.ts'

/**
 * Makes me a member of an open channel, or lets me follow a thread of a channel that I am in; a group is joined by being
 * added, or by an invite. Joining twice changes nothing.
 */
export async function joinChannel(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, say) => {
    const channel = await lockWithHome(tx, channelId)
    if (!channel) throw notFound()
    if (channel.kind === 'thread') {
      const { home } = await lockAsMember(tx, userId, channelId, { isHomeLocked: true })
      mustNotBeArchived(home)
      const { publications } = await admit(tx, channel, [userId])
      say(...publications)
    } else if (isOpen(channel)) {
      mustNotBeArchived(channel)
      say(...(await letIn(tx, channel, userId)))
    } else {
      await readable(tx, userId, channelId)
    }
    return summaryOf(tx, userId, channelId)
  })
}

/** Somebody comes into a locked channel by themselves. Whoever comes into an empty one owns it: else nobody ever could. */
export async function letIn(tx: Tx, channel: ChannelRow, userId: string): Promise<Publication[]> {
  const role = (await hasMembers(tx, channel.id)) ? 'member' : 'owner'
  const notice = { by: userId, of: () => ({ notice: 'joined' as const }) }
  const { publications } = await admit(tx, channel, [userId], { role: () => role, notice })
  return publications
}

async function hasMembers(tx: Tx, channelId: string): Promise<boolean> {
  const where = and(eq(members.channelId, channelId), isNull(members.leftAt))
  const rows = await tx.select({ userId: members.userId }).from(members).where(where).limit(1)
  return rows.length > 0
}
