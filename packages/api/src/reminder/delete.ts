import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { userRows } from '../user-stream/rows.ts'

const { reminders } = schema

/** Deletes a reminder of the caller, before or after its time. Deleting it again changes nothing. */
export async function deleteReminder(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockUsers(tx, [userId])
    const isOwn = and(eq(reminders.id, id), eq(reminders.userId, userId))
    const [row] = await tx.select().from(reminders).where(isOwn)
    if (!row) throw notFound('reminder')
    if (row.state === 'deleted') return null
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const [changed] = await tx.update(reminders).set({ state: 'deleted', userRevision }).where(isOwn).returning()
    if (changed) publishAfterCommit(userRows.reminders.publication(changed))
    return null
  })
}
