import { schema } from '@chime/db'
import type { Reminder } from '@chime/protocol'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { toReminder } from '../user/own-rows.ts'

const { reminders } = schema

/** My reminders that wait or are due, the next first. */
export async function listReminders({ services, actor }: SignedInContext): Promise<Reminder[]> {
  const rows = await services.db.drizzle
    .select()
    .from(reminders)
    .where(and(eq(reminders.userId, actor.userId), inArray(reminders.state, ['waiting', 'due'])))
    .orderBy(asc(reminders.at), asc(reminders.id))
  return rows.map(toReminder)
}
