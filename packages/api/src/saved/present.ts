import type { schema } from '@chime/db'
import type { Saved } from '@chime/protocol'

export type SavedRow = typeof schema.saved.$inferSelect

export const toSaved = ({ channelId, number, savedAt, saved }: SavedRow): Saved => ({
  channelId,
  number,
  savedAt: savedAt.toISOString(),
  saved,
})
