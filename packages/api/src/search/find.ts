import type { Database } from '@chime/db'
import { type SQL, sql } from 'drizzle-orm'
import { bigints, texts, uuids } from './arrays.ts'
import type { Term } from './query.ts'
import { mayBeShown, type Position, readableHomes } from './readable.ts'
import type { Segment } from './segments.ts'
import { ofChannel, rankingOf, tsqueryOf, type Wanted } from './terms.ts'

export type Found = Position & { channelId: string; number: number; rank: number }

/** What a message must be besides what its terms say, which name people and channels by a part of their ids. */
export type Filter = {
  /** Null: whichever. The channels that are read by those of `homeIds`. */
  channelIds: string[] | null
  homeIds: string[] | null
  notChannelIds: string[]
  userIds: string[] | null
  notUserIds: string[]
  /** Below this one alone. */
  below: Position
  /** Not sent earlier, in microseconds since 1970. */
  since: number
}

type Sought = {
  wanted: readonly Wanted[]
  /** By what `rank` is reckoned; empty: it is 0. */
  ranked: readonly Term[]
  filter: Filter
}

/** So many of the newest messages are looked at one by one first. If these are among them, a page soon fills so: more are. */
const firstWalk = 250
const worthWalking = 3
const nextWalk = 3_000
/** Whoever may read no more messages than this has them looked at one by one. */
const few = 2_000
/** So many channels are looked for in the index as well. */
const homesMax = 30
/** Segments that one statement is given; it looks at the next when the last did not have enough. */
const segmentsAtOnce = 64

/**
 * Finds messages that a person may read, the newest first, in time that grows neither with how often the words were used nor
 * with how much the person may read:
 *
 * 1. Among the newest messages, one by one, while that finds some: enough for what stands in every hundredth.
 * 2. Where there is little at all that the person may read: among that.
 * 3. Else by the index, from the newest segment back until there are enough.
 *
 * Each statement checks anew what may be read.
 *
 * @param segments ascending
 */
export async function findNewest(
  db: Database,
  userId: string,
  sought: Sought & { segments: readonly Segment[] },
  limit: number,
): Promise<Found[]> {
  const found: Found[] = []
  let { filter, wanted } = sought
  const search = async (from: From, segments: readonly Segment[]) =>
    found.push(...(await ask(db, userId, { ...sought, wanted, filter, segments, limit: limit - found.length }, from)))

  for (const count of [firstWalk, nextWalk]) {
    const end = await endOfWalk(db, filter, count)
    const open = within(sought.segments, filter).filter(({ endsAt }) => end === null || endsAt > end.at)
    await search((rows) => fromWalk(rows, userId, filter, end), open)
    if (end === null || found.length >= limit) return found
    filter = { ...filter, below: end }
    if (found.length < worthWalking) break
  }
  const older = within(sought.segments, filter)
  const scope = await scopeOf(db, userId, filter)
  if (scope.isSmall) {
    await search(() => fromHomes(userId, filter), older)
    return found
  }
  if (scope.homeIds) wanted = [...wanted, { attributes: scope.homeIds.map(ofChannel), not: false }]
  for (let i = 0; i < older.length && found.length < limit; i += segmentsAtOnce) {
    await search(() => fromIndex(userId, filter, limit - found.length), older.slice(i, i + segmentsAtOnce))
  }
  return found
}

/** Those that hold what the filter leaves, the newest first, each with when the next starts. */
function within(segments: readonly Segment[], { below, since }: Filter): (Segment & { endsAt: number })[] {
  return [...segments]
    .sort((a, b) => a.id - b.id)
    .map((segment, i, all) => ({ ...segment, endsAt: all[i + 1]?.startsAt ?? Number.MAX_SAFE_INTEGER }))
    .filter(({ startsAt, endsAt }, i) => (i === 0 || startsAt <= below.at) && endsAt > since)
    .reverse()
}

/** The last of the newest that are looked at one by one; null: that is all there are. */
async function endOfWalk({ drizzle }: Database, filter: Filter, count: number): Promise<Position | null> {
  const { rows } = await drizzle.execute<Position>(sql`
    select s.at, s.id from message_search s where ${inTime(filter)}
    order by s.at desc, s.id desc offset ${count - 1} limit 1`)
  return rows[0] ?? null
}

/**
 * How much there is at all that they may read.
 *
 * @returns `isSmall`: it is soon read through. `homeIds`: the channels, where they are few, so that the index looks in these alone
 */
async function scopeOf({ drizzle }: Database, userId: string, filter: Filter) {
  // The index knows the channel already.
  if (filter.channelIds) return { isSmall: false, homeIds: null }
  const { rows } = await drizzle.execute<{ count: number; homes: string[] }>(sql`
    with ${readableHomes(userId, filter.homeIds)}, mine as (select distinct id from home)
    select (
      select count(*) from (
        select from mine cross join lateral (
          select from message_search s where s.home_id = mine.id limit ${few + 1}
        ) readable limit ${few + 1}
      ) readable
    ) as count, array(select id from mine limit ${homesMax + 1}) as homes`)
  const { count = 0, homes = [] } = rows[0] ?? {}
  return { isSmall: count <= few, homeIds: homes.length <= homesMax ? homes : null }
}

// Where rows come from, as `s`. The `offset 0` keeps what is around it from being taken for a better way in: the planner cannot
// know how often a word is used.

type Row = { segment: number; query: string; ranked: string }
type From = (rows: readonly Row[]) => SQL

/** In order already, so that it ends with the last one that is needed. */
const fromWalk = (rows: readonly Row[], userId: string, filter: Filter, end: Position | null) => {
  const cases = (key: 'query' | 'ranked') =>
    sql`case s.segment ${sql.join(
      rows.map((row) => sql`when ${row.segment}::int then ${row[key]}::tsquery`),
      sql` `,
    )} end`
  return sql`
    select s.*, ${cases('ranked')} as ranked from (
      select * from message_search s where ${inTime(filter, end)} order by s.at desc, s.id desc offset 0
    ) s where s.terms @@ ${cases('query')} and ${matches(userId, filter)}
    order by s.at desc, s.id desc`
}

const fromHomes = (userId: string, filter: Filter) => sql`
  select s.*, sought.ranked from (select distinct id from home) mine
  cross join lateral (select * from message_search s where s.home_id = mine.id and ${inTime(filter)} offset 0) s
  join sought on sought.segment = s.segment and s.terms @@ sought.query
  where ${matches(userId, filter)} order by s.at desc, s.id desc`

/** Segment after segment, the newest first as they are given, and no further than needed: hence in no other order than that. */
const fromIndex = (userId: string, filter: Filter, limit: number) => sql`
  select s.*, sought.ranked from sought cross join lateral (
    select * from (select * from message_search s where s.terms @@ sought.query offset 0) s
    where ${inTime(filter)} and ${matches(userId, filter)} order by s.at desc, s.id desc limit ${limit}
  ) s`

/** As one span of `at`, and the rest apart: two bounds of one side, or pairs, and Postgres reads the index to its end. */
const inTime = ({ below, since }: Filter, end: Position | null = null) => sql`
  s.at <= ${below.at}::bigint and s.at >= ${end?.at ?? since}::bigint
  and (s.at < ${below.at}::bigint or s.id < ${below.id}::bigint)
  ${end === null ? sql`` : sql`and (s.at > ${end.at}::bigint or s.id >= ${end.id}::bigint)`}`

async function ask(
  { drizzle }: Database,
  userId: string,
  { wanted, ranked, filter, segments, limit }: Sought & { segments: readonly Segment[]; limit: number },
  from: From,
): Promise<Found[]> {
  if (segments.length === 0) return []
  const rows = segments.map(({ id }) => ({ segment: id, query: tsqueryOf(wanted, id), ranked: rankingOf(ranked, id) }))
  const rank = ranked.length === 0 ? sql`0::real` : sql`ts_rank(s.terms, s.ranked)`
  const found = await drizzle.execute<Found>(sql`
    with ${readableHomes(userId, filter.homeIds)}, sought as materialized (
      select segment, query::tsquery, ranked::tsquery from unnest(${bigints(rows.map((row) => row.segment))},
        ${texts(rows.map((row) => row.query))}, ${texts(rows.map((row) => row.ranked))}) as sought (segment, query, ranked)
    )
    select s.at, s.id, s.channel_id as "channelId", s.number, ${rank} as rank
    from (${from(rows)} limit ${limit}) s`)
  return found.rows.sort((a, b) => b.at - a.at || b.id - a.id)
}

/** Of a row `s`: that it may be shown, and is what was asked for. */
function matches(userId: string, { channelIds, notChannelIds, userIds, notUserIds }: Filter): SQL {
  const inChannels = (ids: string[]) => sql`(s.channel_id = any(${uuids(ids)}) or s.home_id = any(${uuids(ids)}))`
  const fromUsers = (ids: string[]) => sql`s.user_id = any(${uuids(ids)})`
  return sql.join(
    [
      mayBeShown(userId),
      ...(channelIds ? [inChannels(channelIds)] : []),
      ...(notChannelIds.length > 0 ? [sql`not ${inChannels(notChannelIds)}`] : []),
      ...(userIds ? [fromUsers(userIds)] : []),
      ...(notUserIds.length > 0 ? [sql`${fromUsers(notUserIds)} is not true`] : []),
    ],
    sql` and `,
  )
}
