import type { schema } from '@chime/db'
import type { CustomEmoji } from '@chime/protocol'
import { fileUrl } from '../attachment/present.ts'

export const toEmoji = ({
  name,
  attachmentId,
  createdBy,
  createdAt,
}: typeof schema.emojis.$inferSelect): CustomEmoji => ({
  name,
  url: fileUrl(attachmentId),
  createdBy,
  createdAt: createdAt.toISOString(),
})
