import { schema } from '@chime/db'
import type { User } from '@chime/protocol'
import { asc, or, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { limit, rules } from '../limit.ts'
import { toUser } from './present.ts'

const { users } = schema

/** People whose username, or any word of whose full name, starts with the query. Exact usernames first. */
export async function searchUsers(ctx: SignedInContext, input: { query: string; limit: number }): Promise<User[]> {
  await limit(ctx, rules.search, ctx.actor.userId)
  const query = input.query.trim().toLowerCase().replace(/^@/, '')
  const start = `${escapeLike(query)}%`
  const rows = await ctx.services.db.drizzle
    .select()
    .from(users)
    .where(
      query === ''
        ? undefined
        : or(
            sql`lower(${users.username}) like ${start}`,
            sql`lower(${users.fullName}) like ${start}`,
            sql`lower(${users.fullName}) like ${`% ${start}`}`,
          ),
    )
    .orderBy(sql`lower(${users.username}) = ${query} desc`, asc(sql`lower(${users.username})`))
    .limit(input.limit)
  return rows.map(toUser)
}

/** `%`, `_` and `\` stand for themselves. */
export const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')
