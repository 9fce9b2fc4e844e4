import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { tellReminder } from './tell.ts'

const { reminders } = schema

/** Takes a reminder of mine away, before its time or after. Doing it twice changes nothing. */
export async function deleteReminder(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, say) => {
    await lockUsers(tx, [userId])
    const mine = and(eq(reminders.id, id), eq(reminders.userId, userId))
    const [row] = await tx.select().from(reminders).where(mine)
    if (!row) throw notFound('reminder')
    if (row.state === 'deleted') return null
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const [changed] = await tx.update(reminders).set({ state: 'deleted', userRevision }).where(mine).returning()
    if (changed) say(tellReminder(changed))
    return null
  })
}
