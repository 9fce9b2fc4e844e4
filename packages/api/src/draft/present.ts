import type { schema } from '@chime/db'
import type { Draft } from '@chime/protocol'

export type DraftRow = typeof schema.drafts.$inferSelect

export const toDraft = ({ channelId, content, replyTo, updatedAt }: DraftRow): Draft => ({
  channelId,
  content,
  replyTo,
  updatedAt: updatedAt.toISOString(),
})
