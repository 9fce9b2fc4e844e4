import type { schema } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { userPublication } from '../event/publish.ts'
import { toReminder } from '../user/own-rows.ts'

/** Says on their own stream what became of a reminder of somebody's. */
export function tellReminder(row: typeof schema.reminders.$inferSelect): Publication {
  const { userId, userRevision: revision } = row
  return userPublication(userId, { type: 'reminder', after: revision - 1, revision, reminder: toReminder(row) })
}
