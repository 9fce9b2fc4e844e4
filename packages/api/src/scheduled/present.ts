import type { schema } from '@chime/db'
import type { Scheduled } from '@chime/protocol'

export type ScheduledRow = typeof schema.scheduledMessages.$inferSelect

export const toScheduled = (row: ScheduledRow): Scheduled => ({
  id: row.id,
  channelId: row.channelId,
  clientId: row.clientId,
  content: row.content,
  metadata: row.metadata,
  replyTo: row.replyTo,
  attachmentIds: row.attachmentIds,
  sendAt: row.sendAt.toISOString(),
  state: row.state,
  error: row.error,
  number: row.number,
})
