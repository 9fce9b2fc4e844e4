import { type Database, schema, type Tx } from '@chime/db'
import type { SearchHas } from '@chime/protocol'
import { eq, sql } from 'drizzle-orm'
import { Refusal } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import type { Filter } from './find.ts'
import { channelOf, channelsOf, peopleOf } from './names.ts'
import { parseQuery, type Query, type Term } from './parse-query.ts'
import { withWordsContaining } from './partial-words.ts'
import type { Segment } from './segments.ts'
import { having, isPinned, ofChannel, ofUser, type Wanted } from './terms.ts'

/** What the caller asks for: a query, and fields that narrow it. */
export type Asked = {
  query: string
  channelId?: string
  userId?: string
  sentBefore?: string
  sentAfter?: string
  has?: SearchHas
  pinned?: boolean
  timeZone?: string
}
export type ResolvedQuery = { wanted: Wanted[]; terms: Term[]; filter: Filter; segments: Segment[] }

const microsecondsOf = (ms: number) => ms * 1_000
const wrong = (text: string) => new Refusal('INVALID_INPUT', `query: ${text}`, { field: 'query' })

/**
 * Parses the query, looks up the names of people and channels, and turns everything into conditions for the index and a
 * filter.
 *
 * @throws Refusal `INVALID_INPUT` for a query that is not understood or contains nothing to search for, and for unknown
 * names; `NOT_FOUND` for a channel that the person cannot see
 */
export async function resolveQuery(db: Database, userId: string, asked: Asked): Promise<ResolvedQuery> {
  const query = await readQuery(db, userId, asked)
  mustSaySomething(query, asked)
  const [wanted, rest] = await Promise.all([
    withWordsContaining(db, query.terms),
    snapshot(db, async (tx) => ({ ...(await readNames(tx, userId, query, asked)), segments: await readSegments(tx) })),
  ])
  const has = [...query.has, ...(asked.has ? [{ what: asked.has, not: false }] : [])]
  const pinned = [query.pinned, asked.pinned ?? null].filter((one) => one !== null)
  return {
    terms: query.terms,
    segments: rest.segments,
    filter: rest.filter,
    wanted: [
      ...wanted,
      ...rest.wanted,
      ...has.map(({ what, not }) => ({ attributes: [having(what)], not })),
      ...pinned.map((is) => ({ attributes: [isPinned], not: !is })),
    ],
  }
}

/** Days are those of the zone that is asked for, else of the person's own one, else of UTC. */
async function readQuery(db: Database, userId: string, { query: text, timeZone }: Asked): Promise<Query> {
  const query = parseQuery(text, timeZone)
  if (!query.hasTime || timeZone !== undefined) return query
  const own = await zoneOf(db, userId)
  return own === null ? query : parseQuery(text, own)
}

async function zoneOf(db: Database, userId: string): Promise<string | null> {
  const { users } = schema
  const [row] = await db.drizzle.select({ timeZone: users.timeZone }).from(users).where(eq(users.id, userId))
  return row?.timeZone ?? null
}

function mustSaySomething({ problems, terms, from, in: channels, has, pinned, hasTime }: Query, asked: Asked): void {
  const [problem] = problems
  if (problem !== undefined) throw wrong(problem)
  const says = terms.length + from.length + channels.length + has.length > 0 || pinned !== null || hasTime
  const { query, timeZone: _, ...fields } = asked
  if (!says && query.trim() !== '') throw wrong('has no word in it')
  if (!says && Object.values(fields).every((value) => value === undefined)) throw wrong('says nothing to look for')
}

async function readNames(tx: Tx, userId: string, query: Query, asked: Asked) {
  const people = await peopleOf(tx, userId, query.from)
  const channels = await channelsOf(tx, userId, query.in)
  const inChannel = asked.channelId === undefined ? null : await channelOf(tx, userId, asked.channelId)
  const userIds = only([
    ...people.filter(({ not }) => !not).map(({ id }) => [id]),
    ...(asked.userId ? [[asked.userId]] : []),
  ])
  const named = channels.filter(({ not }) => !not).map(({ ids }) => ids)
  const notUserIds = people.filter(({ not }) => not).map(({ id }) => id)
  const notChannelIds = channels.filter(({ not }) => not).flatMap(({ ids }) => ids)
  const inside = only([...named, ...(inChannel ? [[inChannel.parentChannelId]] : [])])
  const filter: Filter = {
    userIds,
    notUserIds,
    notChannelIds,
    parentChannelIds: inside,
    // Searching in a channel includes its threads. Searching in a thread does not include its channel.
    channelIds: inChannel && inside?.length ? [inChannel.id] : inside,
    ...spanOf(query, asked),
  }
  const some = (ids: string[] | null, attribute: (id: string) => string): Wanted[] =>
    ids && ids.length > 0 && ids.length <= attributesMax ? [{ attributes: ids.map(attribute), not: false }] : []
  return { filter, wanted: [...some(filter.channelIds, ofChannel), ...some(userIds, ofUser)] }
}

/** For more ids than this the index is not asked: rows are only compared with the ids. */
const attributesMax = 50

/**
 * The ids that are in all lists, since each list narrows the search: no message is by two authors. Null: there is no
 * list, and so no restriction.
 */
function only(lists: string[][]): string[] | null {
  const [first, ...rest] = lists
  return first === undefined ? null : first.filter((id) => rest.every((ids) => ids.includes(id)))
}

function spanOf({ before, after }: Query, { sentBefore, sentAfter }: Asked): Pick<Filter, 'below' | 'since'> {
  const below = Math.min(before, sentBefore === undefined ? before : Date.parse(sentBefore))
  // The field `sentAfter` excludes its moment, and the operator `after:` includes it.
  const since = Math.max(microsecondsOf(after), sentAfter === undefined ? 0 : microsecondsOf(Date.parse(sentAfter)) + 1)
  return { below: { at: microsecondsOf(below), id: 0 }, since }
}

async function readSegments(tx: Tx): Promise<Segment[]> {
  const { rows } = await tx.execute<Segment>(
    sql`select id, starts_at as "startsAt" from message_search_segments order by id`,
  )
  return rows
}
