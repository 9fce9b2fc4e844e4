import type { schema } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { userPublication } from '../event/publish.ts'
import { toScheduled } from '../user/own-rows.ts'

/** Says on their own stream what became of a message that somebody scheduled. */
export function tellScheduled(row: typeof schema.scheduledMessages.$inferSelect): Publication {
  const { userId, userRevision: revision } = row
  return userPublication(userId, { type: 'scheduled', after: revision - 1, revision, scheduled: toScheduled(row) })
}
