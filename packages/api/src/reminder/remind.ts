import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import { change } from '../event/publish.ts'
import type { Services } from '../services.ts'
import { mayStillRead } from './may-still-read.ts'
import { tellReminder } from './tell.ts'

const { reminders } = schema

/**
 * The time of a reminder has come. Whoever may not read the message any more is not reminded, nor told why: the reminder is
 * gone. Doing it twice changes nothing.
 */
export async function remind(services: Services, id: string): Promise<void> {
  const [found] = await services.db.drizzle.select().from(reminders).where(eq(reminders.id, id))
  if (found?.state !== 'waiting') return
  const { userId } = found
  await change(services, async (tx, say) => {
    await lockUsers(tx, [userId])
    const [row] = await tx.select().from(reminders).where(eq(reminders.id, id))
    if (row?.state !== 'waiting') return
    const state = (await mayStillRead(tx, userId, row)) ? 'due' : 'deleted'
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const [changed] = await tx.update(reminders).set({ state, userRevision }).where(eq(reminders.id, id)).returning()
    if (changed) say(tellReminder(changed))
  })
}
