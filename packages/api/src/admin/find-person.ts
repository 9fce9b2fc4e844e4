import { type Database, schema, type UserRow } from '@chime/db'
import { sql } from 'drizzle-orm'

const { users } = schema

/** The user of this name, as an operator types it: in any case, with or without an `@`. */
export async function findPerson({ drizzle }: Database, written: string): Promise<UserRow | undefined> {
  const username = written.replace(/^@/, '').toLowerCase()
  const [row] = await drizzle.select().from(users).where(sql`lower(${users.username}) = ${username}`)
  return row
}
