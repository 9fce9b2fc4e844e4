import { type Database, schema } from '@chime/db'
import { sql } from 'drizzle-orm'

const { blocks, members, users } = schema

/**
 * Those of these people whose presence the user may see: themselves, and everybody with whom they share a channel,
 * unless one of the two has blocked the other. In the order asked, each once, and always with the user. The value is the revision of the person's own stream: whoever
 * leaves a channel later has a higher one.
 */
export async function visibleTo(
  { drizzle }: Database,
  userId: string,
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const ids = [...new Set(userIds).add(userId)]
  const { rows } = await drizzle.execute<{ id: string; revision: number }>(sql`
    select u.id, u.revision from ${users} u
    where u.id = any(${sql.param(ids)}::uuid[]) and (u.id = ${userId} or exists (
      select 1 from ${members} mine join ${members} theirs using (channel_id)
      where mine.user_id = ${userId} and mine.left_at is null and theirs.user_id = u.id and theirs.left_at is null)
      and not exists (
        select 1 from ${blocks} b where b.lifted_at is null
        and (b.user_id, b.blocked_id) in ((u.id, ${userId}::uuid), (${userId}::uuid, u.id))))`)
  const revisions = new Map(rows.map(({ id, revision }) => [id, Number(revision)]))
  return new Map(
    ids.flatMap((id) => {
      const revision = revisions.get(id)
      return revision === undefined ? [] : [[id, revision] as const]
    }),
  )
}
