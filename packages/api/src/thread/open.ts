import { schema } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { archived, loadReadable, lockAsMember, lockWithParent } from '../channel/access.ts'
import { summaryOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { startMemberships } from '../member/start-memberships.ts'
import { limit, rules } from '../rate-limits.ts'

const { channels, messages } = schema

/**
 * Opens the thread below a message. It is the same channel for everybody, also when two people open it at once. The
 * message shows the thread from its first reply on. Whoever writes in a thread follows it. If the parent channel is not
 * open, whoever opens the thread follows it too: such a channel's stream is for members only, because that is how a
 * removal ends it.
 *
 * @throws Refusal `NOT_FOUND` when there is no such message, `INVALID_INPUT` inside a thread, `FORBIDDEN` below a
 * deleted message and below a notice, and for a new thread in an archived channel
 */
export async function openThread(
  ctx: SignedInContext,
  { channelId, number }: { channelId: string; number: number },
): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.create, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const { channel, isOpen, isArchived } = await loadReadable(tx, userId, channelId)
    if (channel.kind === 'thread')
      throw new Refusal('INVALID_INPUT', 'channelId: a thread has no threads', { field: 'channelId' })
    const [message] = await tx
      .select({ kind: messages.kind, deletedAt: messages.deletedAt })
      .from(messages)
      .where(and(eq(messages.channelId, channelId), eq(messages.number, number)))
    if (!message) throw notFound('message')
    const below = and(eq(channels.parentChannelId, channelId), eq(channels.parentNumber, number))
    const find = () => tx.select({ id: channels.id }).from(channels).where(below)
    let [known] = await find()
    if (!known) {
      if (message.kind === 'system') throw new Refusal('FORBIDDEN', 'There are no threads below notices')
      if (message.deletedAt) throw new Refusal('FORBIDDEN', 'The message was deleted')
      if (isArchived) throw archived()
      // When two people ask at once, the second waits here, and then finds the row of the first.
      await tx
        .insert(channels)
        .values({ kind: 'thread', createdBy: userId, parentChannelId: channelId, parentNumber: number })
        .onConflictDoNothing({ target: [channels.parentChannelId, channels.parentNumber] })
      ;[known] = await find()
    }
    const thread = known && (await lockWithParent(tx, known.id))
    if (!thread) throw new Error('a thread is gone')
    if (!isOpen) {
      await lockAsMember(tx, userId, thread.id, { isParentLocked: true })
      const { publications } = await startMemberships(tx, thread, [userId])
      publishAfterCommit(...publications)
    }
    return summaryOf(tx, userId, thread.id)
  })
}
