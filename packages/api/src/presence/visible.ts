import { type Database, schema } from '@chime/db'
import { sql } from 'drizzle-orm'

const { members, users } = schema

/**
 * Of these people, myself and those I share a channel with: nobody else's presence is my business. In the order asked,
 * each once, with where their own stream stands: whoever leaves a channel after this has gone beyond it. I am always
 * among them.
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
      where mine.user_id = ${userId} and mine.left_at is null and theirs.user_id = u.id and theirs.left_at is null))`)
  const revisions = new Map(rows.map(({ id, revision }) => [id, Number(revision)]))
  return new Map(
    ids.flatMap((id) => {
      const revision = revisions.get(id)
      return revision === undefined ? [] : [[id, revision] as const]
    }),
  )
}
