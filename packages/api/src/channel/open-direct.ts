import { lockChannel, schema } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { admit } from '../member/admit.ts'
import { mustNotBeBlocked } from '../user/block.ts'
import { directKey, summaryOf } from './summary.ts'

const { channels, users } = schema

/**
 * The conversation of two people: the same channel every time, also when both ask at once, since the pair is a unique key.
 *
 * @throws Refusal `NOT_FOUND` when there is no such user, `FORBIDDEN` where one has blocked the other
 */
export async function openDirect(ctx: SignedInContext, input: { userId: string }): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  if (input.userId === userId) {
    throw new Refusal('INVALID_INPUT', 'userId: a direct conversation needs someone else', { field: 'userId' })
  }
  await limit(ctx, rules.create, userId)
  return change(ctx.services, async (tx, say) => {
    const [peer] = await tx.select({ id: users.id }).from(users).where(eq(users.id, input.userId))
    if (!peer) throw notFound('user')
    await mustNotBeBlocked(tx, userId, peer.id)
    const key = directKey(userId, peer.id)
    // When both ask at once, the second waits here for the first to commit, and then finds its row.
    await tx
      .insert(channels)
      .values({ kind: 'direct', directKey: key, createdBy: userId })
      .onConflictDoNothing({ target: channels.directKey })
    const [known] = await tx.select({ id: channels.id }).from(channels).where(eq(channels.directKey, key))
    const channel = known && (await lockChannel(tx, known.id))
    if (!channel) throw new Error('a direct conversation is gone')
    const { publications } = await admit(tx, channel, [userId, peer.id])
    say(...publications)
    return summaryOf(tx, userId, channel.id)
  })
}
