import { schema } from '@chime/db'
import { fold, type User } from '@chime/protocol'
import { and, asc, isNull, or, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { beginsAWord } from '../name/begins-a-word.ts'
import { limit, rules } from '../rate-limits.ts'
import { acquaintancesOf, reachOf } from '../reach/acquainted.ts'
import { toUser } from './present.ts'

const { users } = schema

type Input = { query: string; limit: number; suspended?: boolean }

/**
 * People whose username, or any word of whose full name, starts with the query. An exact username comes first. Suspended
 * people are left out unless `suspended` asks for them. Whoever is not reachable by everybody is found by strangers only
 * by the whole username; admins of the server find everybody.
 */
export async function searchUsers(ctx: SignedInContext, { suspended, ...input }: Input): Promise<User[]> {
  const { userId } = ctx.actor
  const { people } = ctx.services
  await limit(ctx, rules.search, userId)
  const query = fold(input.query).replace(/^@/, '')
  const username = sql`lower(${users.username})`
  const rows = await ctx.services.db.drizzle
    .select()
    .from(users)
    .where(
      and(
        suspended ? undefined : isNull(users.suspendedAt),
        sql`(${reachOf(people, sql`${users.reachableBy}`)} = 'everybody' or ${username} = ${query}
          or ${users.id} = ${userId} or ${users.id} in ${acquaintancesOf(userId)} or ${isAdmin(userId)})`,
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

const isAdmin = (userId: string) => sql`(select role = 'admin' from ${users} reader where reader.id = ${userId}::uuid)`
