import { schema } from '@chime/db'
import type { CustomEmoji } from '@chime/protocol'
import { asc } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { toEmoji } from './present.ts'

const { emojis } = schema

/** All custom emoji, by name. */
export async function listEmoji({ db }: Pick<Services, 'db'>): Promise<CustomEmoji[]> {
  const rows = await db.drizzle.select().from(emojis).orderBy(asc(emojis.name))
  return rows.map(toEmoji)
}
