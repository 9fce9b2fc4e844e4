import type { Message, SearchHas } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { limit as rateLimit, rules } from '../limit.ts'
import { type Cursor, readCursor, writeCursor } from '../search/cursor.ts'
import { type Filter, type Found, findNewest } from '../search/find.ts'
import { highlight } from '../search/highlight.ts'
import { loadFound } from '../search/load.ts'
import { type Plan, planSearch } from '../search/plan.ts'
import type { Position } from '../search/readable.ts'
import { toMessage } from './present.ts'

type Input = {
  query: string
  channelId?: string
  userId?: string
  sentBefore?: string
  sentAfter?: string
  has?: SearchHas
  pinned?: boolean
  order: 'newest' | 'best'
  cursor?: string
  limit: number
}
type Page = { messages: Message[]; highlights: [number, number][][]; cursor: string | null }
type FoundPage = { page: Found[]; cursor: Cursor | null }

/** Which are compared for the best of them. */
const rivalsMax = 300

/**
 * Searches all that I can read: in channels that I am in, in open ones and in the threads below them; not what people wrote whom
 * I have blocked, and no notices. What I have written or changed here is found at once, what others have, within a second
 * or two.
 *
 * `newest`: the last sent first. `best`: of the newest three hundred that are found, those first that have more of the whole words
 * more often; without words, the newest first. Pages go on where the last one ended, whatever comes meanwhile;
 * one may be shorter than asked for although a cursor says that more follows.
 *
 * @throws Refusal `INVALID_INPUT` for a query that is not understood, that says nothing, or names whom or what there is not;
 * `NOT_FOUND` for a channel that I cannot see; `RATE_LIMITED`
 */
export async function searchMessages(ctx: SignedInContext, input: Input): Promise<Page> {
  const { db, search } = ctx.services
  const { userId } = ctx.actor
  await rateLimit(ctx, rules.search, userId)
  const { order, cursor: text, limit, ...asked } = input
  const cursor = text === undefined ? null : readCursor(text, order)
  // The page after the first was up to date when the first was.
  if (cursor === null) await search.catchUp(userId)
  const plan = await planSearch(db, userId, asked)
  const find = order === 'best' ? findBest : findPage
  const found = await find(ctx, plan, cursor, limit)
  const rows = await loadFound(db, userId, found.page)
  return {
    messages: rows.map(toMessage),
    highlights: rows.map(({ content }) => highlight(content, plan.terms)),
    cursor: found.cursor && writeCursor(found.cursor),
  }
}

async function findPage(ctx: SignedInContext, plan: Plan, cursor: Cursor | null, limit: number): Promise<FoundPage> {
  const filter = cursor ? belowBoth(plan.filter, cursor.last) : plan.filter
  const found = await findNewest(ctx.services.db, ctx.actor.userId, { ...plan, filter, ranked: [] }, limit + 1)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { page, cursor: last && found.length > limit ? { order: 'newest', last: { at: last.at, id: last.id } } : null }
}

async function findBest(ctx: SignedInContext, plan: Plan, cursor: Cursor | null, limit: number): Promise<FoundPage> {
  const after = cursor?.order === 'best' ? cursor : null
  const filter = after ? belowBoth(plan.filter, after.top) : plan.filter
  const ranked = plan.terms.filter(({ not }) => !not)
  const rivals = await findNewest(ctx.services.db, ctx.actor.userId, { ...plan, filter, ranked }, rivalsMax)
  // Ids are whole: the next one up is the first that is not among them.
  const newest = rivals[0]
  const top = after?.top ?? (newest && { at: newest.at, id: newest.id + 1 })
  const left = rivals.sort(byRank).filter((one) => !after || byRank(after.last, one) < 0)
  const page = left.slice(0, limit)
  const last = page.at(-1)
  if (!last || !top || left.length <= limit) return { page, cursor: null }
  return { page, cursor: { order: 'best', last: { at: last.at, id: last.id, rank: last.rank }, top } }
}

type Ranked = Position & { rank: number }

const byRank = (a: Ranked, b: Ranked) => b.rank - a.rank || b.at - a.at || b.id - a.id

function belowBoth(filter: Filter, position: Position): Filter {
  const { below } = filter
  const isLower = position.at < below.at || (position.at === below.at && position.id < below.id)
  return isLower ? { ...filter, below: position } : filter
}
