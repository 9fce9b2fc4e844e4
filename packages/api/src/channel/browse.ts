import { channelSortName, schema } from '@chime/db'
import { type ChannelSummary, fold, id as uuid } from '@chime/protocol'
import { and, asc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { fitInPage } from '../cost/page-bytes.ts'
import { Refusal } from '../errors.ts'
import { beginsAWord } from '../name/begins-a-word.ts'
import { limit as rateLimit, rules } from '../rate-limits.ts'
import { snapshot } from '../snapshot.ts'
import { summariesOf } from './summary.ts'

const { channels, members } = schema

type Input = { query?: string; archived?: boolean; cursor?: string; limit: number }
type Page = { channels: (ChannelSummary & { memberCount: number })[]; cursor: string | null }

const sortName = channelSortName(channels)
const isOpen = inArray(channels.kind, ['public', 'announcement'])
const isMember = (userId: string) =>
  sql`exists (select from ${members} me where me.channel_id = ${channels.id} and me.user_id = ${userId} and me.left_at is null)`

/**
 * Channels that everybody may join, by name; or those that are archived and that the caller may read. The query matches the start
 * of any word of the name.
 */
export async function browseChannels(
  ctx: SignedInContext,
  { query = '', archived = false, cursor, limit }: Input,
): Promise<Page> {
  const { userId } = ctx.actor
  await rateLimit(ctx, rules.search, userId)
  const name = query.replace(/^\s*#/, '')
  const after = cursor === undefined ? null : readCursor(cursor)
  return snapshot(ctx.services.db, async (tx) => {
    const found = await tx
      .select({
        id: channels.id,
        name: sql<string>`${sortName}`,
        memberCount: sql<number>`(select count(*)::int from ${members} m where m.channel_id = ${channels.id} and m.left_at is null)`,
      })
      .from(channels)
      .where(
        and(
          archived
            ? and(isNotNull(channels.archivedAt), or(isOpen, and(eq(channels.kind, 'group'), isMember(userId))))
            : and(isNull(channels.archivedAt), isOpen),
          fold(name) === '' ? undefined : beginsAWord({ name: channels.name, folded: channels.nameFolded }, name),
          after ? sql`(${sortName}, ${channels.id}) > (${after.name}, ${after.id}::uuid)` : undefined,
        ),
      )
      .orderBy(asc(sortName), asc(channels.id))
      .limit(limit + 1)
    const page = found.slice(0, limit)
    const ids = page.map(({ id }) => id)
    const byId = new Map((await summariesOf(tx, userId, ids)).map((summary) => [summary.id, summary]))
    const shown = fitInPage(
      page.flatMap(({ id, memberCount }) => {
        const summary = byId.get(id)
        return summary ? [{ ...summary, memberCount }] : []
      }),
    )
    const last = page[shown.length - 1]
    return { channels: shown, cursor: found.length > shown.length && last ? `${last.id} ${last.name}` : null }
  })
}

/** A cursor is a position in the order of names, `<id> <folded name>`, so that a page never shifts. */
function readCursor(cursor: string): { id: string; name: string } {
  const [, id, name] = /^(\S{36}) (.+)$/s.exec(cursor) ?? []
  if (!uuid.safeParse(id).success || !id || !name)
    throw new Refusal('INVALID_INPUT', 'cursor: is not one that this server made', { field: 'cursor' })
  return { id, name }
}
