import type { Message, SearchHas } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { fitInPage } from '../cost/page-bytes.ts'
import { toMessage } from '../message/present.ts'
import { limit as rateLimit, rules } from '../rate-limits.ts'
import { timeSlices } from '../time-slice.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import { type Filter, type Found, findNewest } from './find.ts'
import { highlight } from './highlight.ts'
import { loadFound } from './load.ts'
import type { Position } from './readable.ts'
import { type ResolvedQuery, resolveQuery } from './resolve-query.ts'

type Input = {
  query: string
  channelId?: string
  userId?: string
  sentBefore?: string
  sentAfter?: string
  has?: SearchHas
  pinned?: boolean
  timeZone?: string
  order: 'newest' | 'best'
  cursor?: string
  limit: number
}
type Page = { messages: Message[]; highlights: [number, number][][]; cursor: string | null }
/** `cursorAt`: the cursor of a page that ends with this result. */
type FoundPage = { page: Found[]; more: boolean; cursorAt: (last: Found) => Cursor }

/** How many of the newest results are compared to find the best. */
const candidatesMax = 300

/**
 * Searches everything that the caller can read: channels that they are in, open channels, and the threads of both.
 * Messages of people whom they have blocked, and notices, are left out. What the caller wrote or changed on this node
 * is found at once; what others wrote, within a second or two.
 *
 * Order `newest`: by time. Order `best`: of the newest three hundred results, those first that contain more of the
 * whole words, and more often; without words, by time. The next page continues where the last one ended, whatever comes
 * meanwhile. A page may be shorter than asked for although its cursor says that more follows.
 *
 * @throws Refusal `INVALID_INPUT` for a query that is not understood, contains nothing to search for, or names
 * something unknown; `NOT_FOUND` for a channel that the caller cannot see; `RATE_LIMITED`
 */
export async function searchMessages(ctx: SignedInContext, input: Input): Promise<Page> {
  const { db, search } = ctx.services
  const { userId } = ctx.actor
  await rateLimit(ctx, rules.search, userId)
  const { order, cursor: text, limit, ...asked } = input
  const cursor = text === undefined ? null : readCursor(text, order)
  // Only for the first page: the others continue from what it saw.
  if (cursor === null) await search.catchUp(userId)
  const query = await resolveQuery(db, userId, asked)
  const find = order === 'best' ? findBest : findPage
  const found = await find(ctx, query, cursor, limit)
  const rows = (await loadFound(db, userId, found.page)).map(toMessage)
  const messages = fitInPage(rows)
  const highlights = await highlightAll(messages, query)
  return { messages, highlights, cursor: cursorOf(found, rows, messages.length) }
}

/** Where the next page begins: before the first message that found no room on this one. */
function cursorOf({ page, more, cursorAt }: FoundPage, rows: readonly Message[], shown: number): string | null {
  const left = rows[shown]
  if (!left && !more) return null
  const isLeft = ({ channelId, number }: Found) => channelId === left?.channelId && number === left.number
  const last = page[(left ? page.findIndex(isLeft) : page.length) - 1]
  return last ? writeCursor(cursorAt(last)) : null
}

/** Takes turns with other work: long messages in a script without spaces take milliseconds each. */
async function highlightAll(
  rows: readonly { content: string }[],
  { terms }: ResolvedQuery,
): Promise<[number, number][][]> {
  const pause = timeSlices()
  const all = []
  for (const { content } of rows) {
    all.push(highlight(content, terms))
    await pause()
  }
  return all
}

async function findPage(
  ctx: SignedInContext,
  query: ResolvedQuery,
  cursor: Cursor | null,
  limit: number,
): Promise<FoundPage> {
  const filter = cursor ? belowBoth(query.filter, cursor.last) : query.filter
  const found = await findNewest(ctx.services.db, ctx.actor.userId, { ...query, filter, ranked: [] }, limit + 1)
  const page = found.slice(0, limit)
  return { page, more: found.length > limit, cursorAt: ({ at, id }) => ({ order: 'newest', last: { at, id } }) }
}

async function findBest(
  ctx: SignedInContext,
  query: ResolvedQuery,
  cursor: Cursor | null,
  limit: number,
): Promise<FoundPage> {
  const after = cursor?.order === 'best' ? cursor : null
  const filter = after ? belowBoth(query.filter, after.top) : query.filter
  const ranked = query.terms.filter(({ not }) => !not)
  const candidates = await findNewest(ctx.services.db, ctx.actor.userId, { ...query, filter, ranked }, candidatesMax)
  // Ids are whole numbers, so `id + 1` is the lowest position that is above all candidates.
  const newest = candidates[0]
  const top = after?.top ?? (newest && { at: newest.at, id: newest.id + 1 })
  const left = candidates.sort(byRank).filter((one) => !after || byRank(after.last, one) < 0)
  const page = left.slice(0, limit)
  return {
    page,
    more: left.length > limit,
    cursorAt: ({ at, id, rank }) => ({ order: 'best', last: { at, id, rank }, top: top ?? { at, id } }),
  }
}

type Ranked = Position & { rank: number }

const byRank = (a: Ranked, b: Ranked) => b.rank - a.rank || b.at - a.at || b.id - a.id

function belowBoth(filter: Filter, position: Position): Filter {
  const { below } = filter
  const isLower = position.at < below.at || (position.at === below.at && position.id < below.id)
  return isLower ? { ...filter, below: position } : filter
}
