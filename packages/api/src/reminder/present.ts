import type { schema } from '@chime/db'
import type { Reminder } from '@chime/protocol'

export type ReminderRow = typeof schema.reminders.$inferSelect

export const toReminder = ({ id, channelId, number, at, state }: ReminderRow): Reminder => ({
  id,
  channelId,
  number,
  at: at.toISOString(),
  state,
})
