import type { schema } from '@chime/db'
import type { Attachment } from '@chime/protocol'

export type AttachmentRow = typeof schema.attachments.$inferSelect

/** Turns the row into what everybody sees who may have the file. */
export const toAttachment = (row: AttachmentRow): Attachment => ({
  id: row.id,
  name: row.name,
  type: row.type,
  size: row.size,
  width: row.width,
  height: row.height,
  preview: row.preview,
})

/** The path from which clients download the file. */
export const fileUrl = (id: string) => `/files/${id}`

/** The folder in the file store that holds a file and everything that was made from it. */
export const folderOf = ({ storeKey }: Pick<AttachmentRow, 'storeKey'>) => storeKey.split('/', 1)[0] ?? storeKey
