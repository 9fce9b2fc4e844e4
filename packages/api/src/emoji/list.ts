import { schema } from '@chime/db'
import type { CustomEmoji } from '@chime/protocol'
import { asc } from 'drizzle-orm'
import { fileUrl } from '../attachment/present.ts'
import type { Services } from '../services.ts'

const { emojis } = schema

/** All of them, by name. */
export async function listEmoji({ db }: Pick<Services, 'db'>): Promise<CustomEmoji[]> {
  const rows = await db.drizzle.select().from(emojis).orderBy(asc(emojis.name))
  return rows.map(toEmoji)
}

export const toEmoji = ({ name, attachmentId, createdBy, createdAt }: typeof emojis.$inferSelect): CustomEmoji => ({
  name,
  url: fileUrl(attachmentId),
  createdBy,
  createdAt: createdAt.toISOString(),
})
