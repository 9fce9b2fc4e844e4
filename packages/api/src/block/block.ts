import { nextUserRevisions, schema, type Tx } from '@chime/db'
import { limits } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change, userPublication } from '../event/publish.ts'
import { endInvitations } from '../invitation/end.ts'
import { limit, rules } from '../rate-limits.ts'
import { userRows } from '../user-stream/rows.ts'
import { isBlocking } from './access.ts'
import { lockForBlock, mustBeSomebodyElse } from './lock.ts'
import { channelsAtOnce, channelsOfBoth, recountOthers, recountSkipped } from './recount.ts'

const { blocks, invitations, users } = schema

/**
 * Blocks another user. From the commit on, the two cannot write to each other directly, mention each other, react to what
 * the other writes, or bring each other into channels; invitations by the blocked user are declined. The caller's clients
 * hide what they write elsewhere, and it is not unread. The blocked user is not told.
 *
 * @throws Refusal `NOT_FOUND` when there is no such user, `TOO_LARGE` for more than `limits.blocksMax` blocks
 */
export async function block(ctx: SignedInContext, { userId: blockedId }: { userId: string }): Promise<null> {
  const { userId } = ctx.actor
  mustBeSomebodyElse(ctx, blockedId)
  await limit(ctx, rules.change, userId)
  let others: string[] = []
  await change(ctx.services, async (tx, publishAfterCommit) => {
    const shared = await channelsOfBoth(tx, userId, blockedId)
    const first = shared.slice(0, channelsAtOnce)
    others = []
    await lockForBlock(tx, userId, blockedId, first)
    if (await isBlocking(tx, userId, blockedId)) return
    await mustTakeBlock(tx, userId, blockedId)
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
    const set = { liftedAt: null, createdAt: new Date(), userRevision }
    const [row] = await tx
      .insert(blocks)
      .values({ userId, blockedId, ...set })
      .onConflictDoUpdate({ target: [blocks.userId, blocks.blockedId], set })
      .returning()
    if (!row) throw new Error('nothing was written')
    await recountSkipped(tx, userId, first)
    others = shared.slice(channelsAtOnce)
    const declined = await endInvitations(
      tx,
      userId,
      eq(invitations.invitedBy, blockedId),
      'declined',
      async () => userRevision,
    )
    publishAfterCommit(userPublication(userId, [userRows.blocks.event(row), ...declined]))
  })
  await recountOthers(ctx, blockedId, others)
  return null
}

async function mustTakeBlock(tx: Tx, userId: string, blockedId: string): Promise<void> {
  if ((await tx.$count(users, eq(users.id, blockedId))) === 0) throw notFound('user')
  const active = await tx.$count(blocks, and(eq(blocks.userId, userId), isNull(blocks.liftedAt)))
  if (active >= limits.blocksMax) throw new Refusal('TOO_LARGE', `At most ${limits.blocksMax} people can be blocked`)
}
