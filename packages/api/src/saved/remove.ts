import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { and } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import type { MessageKey } from '../message/change.ts'
import { limit, rules } from '../rate-limits.ts'
import { userRows } from '../user-stream/rows.ts'
import { ofSaved } from './of-saved.ts'

const { saved } = schema

/** Takes a message from what the caller has saved. Nothing changes for one that is not saved. */
export async function removeSaved(ctx: SignedInContext, key: MessageKey): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockUsers(tx, [userId])
    const isSaved = and(ofSaved(userId, key), saved.saved)
    if ((await tx.$count(saved, isSaved)) === 0) return null
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const [row] = await tx.update(saved).set({ saved: false, userRevision }).where(isSaved).returning()
    if (row) publishAfterCommit(userRows.saved.publication(row))
    return null
  })
}
