import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import { change } from '../event/publish.ts'
import type { Services } from '../services.ts'
import { userRows } from '../user-stream/rows.ts'
import { mayStillRead } from './access.ts'

const { reminders } = schema

/**
 * Makes a reminder due when its time has come. For a user who may not read the message any more, the reminder is
 * deleted without a word. Running it again changes nothing.
 */
export async function remind(services: Services, id: string): Promise<void> {
  const [found] = await services.db.drizzle.select().from(reminders).where(eq(reminders.id, id))
  if (found?.state !== 'waiting') return
  const { userId } = found
  await change(services, async (tx, publishAfterCommit) => {
    await lockUsers(tx, [userId])
    const [row] = await tx.select().from(reminders).where(eq(reminders.id, id))
    if (row?.state !== 'waiting') return
    const state = (await mayStillRead(tx, userId, row)) ? 'due' : 'deleted'
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const [changed] = await tx.update(reminders).set({ state, userRevision }).where(eq(reminders.id, id)).returning()
    if (changed) publishAfterCommit(userRows.reminders.publication(changed))
  })
}
