import { schema, type Tx } from '@chime/db'
import { sql } from 'drizzle-orm'
import { areAcquainted, type People, reachOf } from './acquainted.ts'

const { users } = schema

/**
 * Those of these people whom the user may not bring into a channel, or write to, without asking them first. To be called
 * under the locks of these people.
 */
export async function whoIsAsked(
  tx: Tx,
  people: People,
  userId: string,
  otherIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (otherIds.length === 0) return new Set()
  const { rows } = await tx.execute<{ id: string }>(sql`
    select u.id from ${users} u where u.id = any(${sql.param([...otherIds])}::uuid[])
    and case ${reachOf(people, sql`u.reachable_by`)}
      when 'everybody' then false
      when 'nobody' then true
      else not ${areAcquainted(sql`${userId}::uuid`, sql`u.id`)}
    end`)
  return new Set(rows.map(({ id }) => id))
}
