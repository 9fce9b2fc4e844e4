import { schema } from '@chime/db'
import { fold, type User } from '@chime/protocol'
import { and, asc, isNull, or, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { beginsAWord } from '../name/begins-a-word.ts'
import { limit, rules } from '../rate-limits.ts'
import { toUser } from './present.ts'

const { users } = schema

type Input = { query: string; limit: number; suspended?: boolean }

/**
 * People whose username, or any word of whose full name, starts with the query. An exact username comes first. Suspended
 * people are left out unless `suspended` asks for them.
 */
export async function searchUsers(ctx: SignedInContext, { suspended, ...input }: Input): Promise<User[]> {
  await limit(ctx, rules.search, ctx.actor.userId)
  const query = fold(input.query).replace(/^@/, '')
  const username = sql`lower(${users.username})`
  const rows = await ctx.services.db.drizzle
    .select()
    .from(users)
    .where(
      and(
        suspended ? undefined : isNull(users.suspendedAt),
        query === ''
          ? undefined
          : or(
              sql`starts_with(${username}, ${query})`,
              beginsAWord({ name: users.fullName, folded: users.nameFolded }, input.query.replace(/^\s*@/, '')),
            ),
      ),
    )
    .orderBy(sql`${username} = ${query} desc`, asc(username))
    .limit(input.limit)
  return rows.map(toUser)
}
