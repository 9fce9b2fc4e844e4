import { schema } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { admit } from '../member/admit.ts'
import { archived, lockAsMember, lockWithHome, readable } from './access.ts'
import { summaryOf } from './summary.ts'

const { channels, messages } = schema

/**
 * The thread below a message: the same channel for everybody, also when two ask at once. The message above shows it from the
 * first reply on. Whoever writes in it follows it; where the channel above is not open also who opens it, since the stream of
 * a channel that not everybody may read is for its members alone: that is how a removal ends it.
 *
 * @throws Refusal `NOT_FOUND` when there is no such message, `INVALID_INPUT` in a thread, `FORBIDDEN` below what was
 * deleted and below a notice, and in an archived channel where there was none before
 */
export async function openThread(
  ctx: SignedInContext,
  { channelId, number }: { channelId: string; number: number },
): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.create, userId)
  return change(ctx.services, async (tx, say) => {
    const { channel, isOpen, isArchived } = await readable(tx, userId, channelId)
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
      // Whoever asks at the same time waits here, and then finds its row.
      await tx
        .insert(channels)
        .values({ kind: 'thread', createdBy: userId, parentChannelId: channelId, parentNumber: number })
        .onConflictDoNothing({ target: [channels.parentChannelId, channels.parentNumber] })
      ;[known] = await find()
    }
    const thread = known && (await lockWithHome(tx, known.id))
    if (!thread) throw new Error('a thread is gone')
    if (!isOpen) {
      await lockAsMember(tx, userId, thread.id, { isHomeLocked: true })
      const { publications } = await admit(tx, thread, [userId])
      say(...publications)
    }
    return summaryOf(tx, userId, thread.id)
  })
}
