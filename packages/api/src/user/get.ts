import { schema } from '@chime/db'
import type { User } from '@chime/protocol'
import { inArray } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { toUser } from './present.ts'

/** Profiles, in the order asked. Ids of users who do not exist are left out. */
export async function getUsers({ db }: Pick<Services, 'db'>, ids: readonly string[]): Promise<User[]> {
  if (ids.length === 0) return []
  const rows = await db.drizzle
    .select()
    .from(schema.users)
    .where(inArray(schema.users.id, [...new Set(ids)]))
  const byId = new Map(rows.map((row) => [row.id, toUser(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
