import { schema } from '@chime/db'
import { type ChannelSummary, id as uuid } from '@chime/protocol'
import { and, asc, inArray, isNull, or, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit as rateLimit, rules } from '../limit.ts'
import { snapshot } from '../snapshot.ts'
import { escapeLike } from '../user/search.ts'
import { summariesOf } from './summary.ts'

const { channels, members } = schema

type Input = { query?: string; cursor?: string; limit: number }
type Page = { channels: (ChannelSummary & { memberCount: number })[]; cursor: string | null }

const lowerName = sql`lower(${channels.name})`

/** Channels that anybody may join, by name; the query matches the start of any word of the name. */
export async function browseChannels(ctx: SignedInContext, { query = '', cursor, limit }: Input): Promise<Page> {
  const { userId } = ctx.actor
  await rateLimit(ctx, rules.search, userId)
  const start = `${escapeLike(query.trim().toLowerCase().replace(/^#/, ''))}%`
  const after = cursor === undefined ? null : readCursor(cursor)
  return snapshot(ctx.services.db, async (tx) => {
    const found = await tx
      .select({
        id: channels.id,
        name: sql<string>`${lowerName}`,
        memberCount: sql<number>`(select count(*)::int from ${members} m where m.channel_id = ${channels.id} and m.left_at is null)`,
      })
      .from(channels)
      .where(
        and(
          inArray(channels.kind, ['public', 'announcement']),
          isNull(channels.archivedAt),
          start === '%'
            ? undefined
            : or(
                sql`${lowerName} like ${start}`,
                sql`${lowerName} like ${`% ${start}`}`,
                sql`${lowerName} like ${`%-${start}`}`,
              ),
          after ? sql`(${lowerName}, ${channels.id}) > (${after.name}, ${after.id}::uuid)` : undefined,
        ),
      )
      .orderBy(asc(lowerName), asc(channels.id))
      .limit(limit + 1)
    const page = found.slice(0, limit)
    const ids = page.map(({ id }) => id)
    const byId = new Map((await summariesOf(tx, userId, ids)).map((summary) => [summary.id, summary]))
    const last = page.at(-1)
    return {
      channels: page.flatMap(({ id, memberCount }) => {
        const summary = byId.get(id)
        return summary ? [{ ...summary, memberCount }] : []
      }),
      cursor: found.length > limit && last ? `${last.id} ${last.name}` : null,
    }
  })
}

/** A position in the order of names, so that a page never shifts: `<id> <lower name>`. */
function readCursor(cursor: string): { id: string; name: string } {
  const [, id, name] = /^(\S{36}) (.+)$/s.exec(cursor) ?? []
  if (!uuid.safeParse(id).success || !id || !name)
    throw new Refusal('INVALID_INPUT', 'cursor: is not one that this server made', { field: 'cursor' })
  return { id, name }
}
