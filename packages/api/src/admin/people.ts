import { schema, type Tx } from '@chime/db'
import { type AdminPeopleInput, fold, type PeoplePage } from '@chime/protocol'
import { and, asc, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { fitInPage } from '../cost/page-bytes.ts'
import { beginsAWord } from '../name/begins-a-word.ts'
import { limit, rules } from '../rate-limits.ts'
import { snapshot } from '../snapshot.ts'
import { toUser } from '../user/present.ts'
import { mustModerate } from './access.ts'

const { users } = schema

type Input = AdminPeopleInput & { limit: number }

/**
 * Everybody who has an account, by username.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is neither admin nor moderator of this server
 */
export async function listPeople(ctx: SignedInContext, input: Input): Promise<PeoplePage> {
  await limit(ctx, rules.search, ctx.actor.userId)
  return snapshot(ctx.services.db, async (tx) => {
    await mustModerate(tx, ctx.actor.userId)
    return readPeople(tx, input)
  })
}

/** One page of all people, for whoever may read it. */
export async function readPeople(tx: Pick<Tx, 'select'>, input: Input): Promise<PeoplePage> {
  const { query = '', role, suspended, cursor, limit } = input
  const username = sql<string>`lower(${users.username})`
  const wanted = fold(query).replace(/^@/, '')
  const rows = await tx
    .select()
    .from(users)
    .where(
      and(
        role && eq(users.role, role),
        suspended === undefined ? undefined : suspended ? isNotNull(users.suspendedAt) : isNull(users.suspendedAt),
        cursor === undefined ? undefined : sql`${username} > ${cursor}`,
        wanted === ''
          ? undefined
          : or(
              sql`starts_with(${username}, ${wanted})`,
              beginsAWord({ name: users.fullName, folded: users.nameFolded }, query.replace(/^\s*@/, '')),
            ),
      ),
    )
    .orderBy(asc(username))
    .limit(limit + 1)
  const people = fitInPage(
    rows.slice(0, limit).map((row) => ({
      user: toUser(row),
      role: row.role,
      lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
      external: row.externalId !== null,
    })),
  )
  return { people, cursor: rows.length > people.length ? (people.at(-1)?.user.username.toLowerCase() ?? null) : null }
}
