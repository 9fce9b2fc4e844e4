import { schema } from '@chime/db'
import { sql } from 'drizzle-orm'
import type { Services } from '../services.ts'
import { maySee } from './may-see.ts'

const { users } = schema

/**
 * Those of these people whose presence the user may see: themselves, and those of whom `maySee` says so. In the order
 * asked, each once, and always with the user. The value is the revision of the person's own stream: whoever leaves a
 * channel later, or becomes stricter, has a higher one.
 */
export async function visibleTo(
  { db, people }: Pick<Services, 'db' | 'people'>,
  userId: string,
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const ids = [...new Set(userIds).add(userId)]
  const isVisible = maySee(people, sql`${userId}::uuid`, { id: sql`u.id`, reachableBy: sql`u.reachable_by` })
  const { rows } = await db.drizzle.execute<{ id: string; revision: number }>(sql`
    select u.id, u.revision from ${users} u
    where u.id = any(${sql.param(ids)}::uuid[]) and (u.id = ${userId} or ${isVisible})`)
  const revisions = new Map(rows.map(({ id, revision }) => [id, Number(revision)]))
  return new Map(
    ids.flatMap((id) => {
      const revision = revisions.get(id)
      return revision === undefined ? [] : [[id, revision] as const]
    }),
  )
}
