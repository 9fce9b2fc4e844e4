import { lockChannel, schema } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import { mustNotBeBlocked } from '../block/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { startMemberships } from '../member/start-memberships.ts'
import { limit, rules } from '../rate-limits.ts'
import { directKey } from './direct-key.ts'
import { summaryOf } from './summary.ts'

const { channels, users } = schema

/**
 * Opens the direct conversation of two people. It is the same channel every time, also when both open it at once,
 * because the pair is a unique key.
 *
 * @throws Refusal `NOT_FOUND` when there is no such user, `FORBIDDEN` where one has blocked the other
 */
export async function openDirect(ctx: SignedInContext, input: { userId: string }): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  if (input.userId === userId) {
    throw new Refusal('INVALID_INPUT', 'userId: a direct conversation needs someone else', { field: 'userId' })
  }
  await limit(ctx, rules.create, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const [peer] = await tx.select({ id: users.id }).from(users).where(eq(users.id, input.userId))
    if (!peer) throw notFound('user')
    await mustNotBeBlocked(tx, userId, peer.id)
    const key = directKey(userId, peer.id)
    // When both ask at once, the second waits here until the first has committed, and then finds that row.
    await tx
      .insert(channels)
      .values({ kind: 'direct', directKey: key, createdBy: userId })
      .onConflictDoNothing({ target: channels.directKey })
    const [known] = await tx.select({ id: channels.id }).from(channels).where(eq(channels.directKey, key))
    const channel = known && (await lockChannel(tx, known.id))
    if (!channel) throw new Error('a direct conversation is gone')
    const { publications } = await startMemberships(tx, channel, [userId, peer.id])
    publishAfterCommit(...publications)
    return summaryOf(tx, userId, channel.id)
  })
}
