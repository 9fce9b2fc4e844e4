import { nextUserRevisions, schema } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { userRows } from '../user-stream/rows.ts'
import { isBlocking } from './access.ts'
import { lockForBlock, mustBeSomebodyElse } from './lock.ts'
import { channelsAtOnce, channelsOfBoth, recountOthers, recountSkipped } from './recount.ts'

const { blocks } = schema

/** Ends a block of the caller's. Nothing changes when there is no such block. The other user is not told. */
export async function unblock(ctx: SignedInContext, { userId: blockedId }: { userId: string }): Promise<null> {
  const { userId } = ctx.actor
  mustBeSomebodyElse(ctx, blockedId)
  await limit(ctx, rules.change, userId)
  let others: string[] = []
  await change(ctx.services, async (tx, publishAfterCommit) => {
    const shared = await channelsOfBoth(tx, userId, blockedId)
    const first = shared.slice(0, channelsAtOnce)
    others = []
    await lockForBlock(tx, userId, blockedId, first)
    if (!(await isBlocking(tx, userId, blockedId))) return
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
    // The row stays, because it is how the caller's other devices learn that the block has ended.
    const [row] = await tx
      .update(blocks)
      .set({ liftedAt: new Date(), userRevision })
      .where(and(eq(blocks.userId, userId), eq(blocks.blockedId, blockedId), isNull(blocks.liftedAt)))
      .returning()
    if (!row) throw new Error('a block under the lock on its owner is gone')
    await recountSkipped(tx, userId, first)
    others = shared.slice(channelsAtOnce)
    publishAfterCommit(userRows.blocks.publication(row))
  })
  await recountOthers(ctx, blockedId, others)
  return null
}
