import { schema } from '@chime/db'
import type { Reminder } from '@chime/protocol'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { toReminder } from './present.ts'

const { reminders } = schema

/** The caller's reminders that wait or are due, ordered by time. */
export async function listReminders({ services, actor }: SignedInContext): Promise<Reminder[]> {
  const rows = await services.db.drizzle
    .select()
    .from(reminders)
    .where(and(eq(reminders.userId, actor.userId), inArray(reminders.state, ['waiting', 'due'])))
    .orderBy(asc(reminders.at), asc(reminders.id))
  return rows.map(toReminder)
}
