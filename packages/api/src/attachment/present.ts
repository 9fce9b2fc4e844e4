import type { schema } from '@chime/db'
import type { Attachment } from '@chime/protocol'

export type AttachmentRow = typeof schema.attachments.$inferSelect

/** The row as everybody sees it who may have the file. */
export const toAttachment = (row: AttachmentRow): Attachment => ({
  id: row.id,
  name: row.name,
  type: row.type,
  size: row.size,
  width: row.width,
  height: row.height,
  preview: row.preview,
})

/** Where people get it. */
export const fileUrl = (id: string) => `/files/${id}`

/** The folder of the store that holds a file and all that was made of it. */
export const folderOf = ({ storeKey }: Pick<AttachmentRow, 'storeKey'>) => storeKey.split('/', 1)[0] ?? storeKey
