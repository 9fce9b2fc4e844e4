import { type Database, schema, type Tx } from '@chime/db'
import { sql } from 'drizzle-orm'

const { blocks } = schema

/** Whom this user blocks, and who blocks them: between these people go neither receipts nor typing. */
export async function blockedEitherWay(db: Tx | Database['drizzle'], userId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select blocked_id as id from ${blocks} where user_id = ${userId} and lifted_at is null
    union select user_id from ${blocks} where blocked_id = ${userId} and lifted_at is null`)
  return rows.map(({ id }) => id)
}
