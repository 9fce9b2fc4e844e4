import { type ChannelRow, lockChannel, lockUsers, schema, type Tx } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import { mustNotBeBlocked } from '../block/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { invite } from '../invitation/invite.ts'
import { startMemberships } from '../member/start-memberships.ts'
import { limit, rules } from '../rate-limits.ts'
import { whoIsAsked } from '../reach/who-is-asked.ts'
import { directKey } from './direct-key.ts'
import { summaryOf } from './summary.ts'

const { channels, members, users } = schema

/**
 * Opens the direct conversation of two people. It is the same channel every time, also when both open it at once,
 * because the pair is a unique key. Whoever the caller may not write to without asking is invited: before they accept,
 * they see nothing of it.
 *
 * @throws Refusal `NOT_FOUND` when there is no such user, `FORBIDDEN` where one has blocked the other
 */
export async function openDirect(ctx: SignedInContext, input: { userId: string }): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  if (input.userId === userId) {
    throw new Refusal('INVALID_INPUT', 'userId: a direct conversation needs someone else', { field: 'userId' })
  }
  await limit(ctx, rules.create, userId)
  const { people } = ctx.services
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const [peer] = await tx.select({ id: users.id }).from(users).where(eq(users.id, input.userId))
    if (!peer) throw notFound('user')
    const key = directKey(userId, peer.id)
    // When both ask at once, the second waits here until the first has committed, and then finds that row.
    await tx
      .insert(channels)
      .values({ kind: 'direct', directKey: key, createdBy: userId })
      .onConflictDoNothing({ target: channels.directKey })
    const [known] = await tx.select({ id: channels.id }).from(channels).where(eq(channels.directKey, key))
    const channel = known && (await lockChannel(tx, known.id))
    if (!channel) throw new Error('a direct conversation is gone')
    // From here on the other one cannot block the caller, or become stricter, before they are brought in.
    await lockUsers(tx, [userId, peer.id])
    await mustNotBeBlocked(tx, userId, peer.id)
    const isAsked =
      !(await isMember(tx, channel, peer.id)) && (await whoIsAsked(tx, people, userId, [peer.id])).has(peer.id)
    const { publications } = await startMemberships(tx, channel, isAsked ? [userId] : [userId, peer.id], {
      hasChosen: (id) => id === userId,
    })
    publishAfterCommit(...publications)
    if (isAsked) publishAfterCommit(...(await invite(tx, channel, [peer.id], userId)).publications)
    return summaryOf(tx, userId, channel.id)
  })
}

const isMember = async (tx: Tx, { id }: ChannelRow, userId: string): Promise<boolean> =>
  (await tx.$count(members, and(eq(members.channelId, id), eq(members.userId, userId), isNull(members.leftAt)))) > 0
