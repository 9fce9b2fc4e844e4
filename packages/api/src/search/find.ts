import type { Database } from '@chime/db'
import { type SQL, sql } from 'drizzle-orm'
import { bigints, texts, uuids } from '../sql-arrays.ts'
import type { Term } from './parse-query.ts'
import { mayBeShown, type Position, readableChannels } from './readable.ts'
import type { Segment } from './segments.ts'
import { ofChannel, rankingOf, tsqueryOf, type Wanted } from './terms.ts'

export type Found = Position & { channelId: string; number: number; rank: number }

/**
 * What must hold for a message besides its terms. The terms name people and channels by only a part of their ids, so
 * the filter compares the whole ids.
 */
export type Filter = {
  /** Null: any channel. Permission to read these channels comes from those in `parentChannelIds`. */
  channelIds: string[] | null
  parentChannelIds: string[] | null
  notChannelIds: string[]
  userIds: string[] | null
  notUserIds: string[]
  /** Only results below this position, that is older ones. */
  below: Position
  /** Only messages that were sent at this time or later, in microseconds since 1970. */
  since: number
}

type Sought = {
  wanted: readonly Wanted[]
  /** The terms from which `rank` is calculated. Without any, it is 0. */
  ranked: readonly Term[]
  filter: Filter
}

/**
 * How many of the newest messages are scanned first. If they contain `worthScanning` results, a page soon fills in this
 * way, and `nextScan` more messages are scanned.
 */
const firstScan = 250
const worthScanning = 3
const nextScan = 3_000
/** If a person may read no more messages than this, these messages are scanned. */
const few = 2_000
/** If a person may read no more channels than this, the index is asked for these channels only. */
const channelsMax = 30
/** Segments for one statement. If they do not fill the page, the next statement gets the next segments. */
const segmentsAtOnce = 64

/**
 * Finds messages that a person may read, newest first. The time that it takes grows neither with how often the words
 * were used nor with how much the person may read. There are three ways:
 *
 * 1. Scan the newest messages, as long as that finds enough. It does for a word that occurs in every hundredth message.
 * 2. If the person may read few messages in all, scan these.
 * 3. Otherwise use the index, from the newest segment back until the page is full.
 *
 * Every statement checks again what the person may read.
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

  for (const count of [firstScan, nextScan]) {
    const end = await endOfScan(db, filter, count)
    const open = within(sought.segments, filter).filter(({ endsAt }) => end === null || endsAt > end.at)
    await search((rows) => fromScan(rows, userId, filter, end), open)
    if (end === null || found.length >= limit) return found
    filter = { ...filter, below: end }
    if (found.length < worthScanning) break
  }
  const older = within(sought.segments, filter)
  const scope = await scopeOf(db, userId, filter)
  if (scope.isSmall) {
    await search(() => fromReadable(userId, filter), older)
    return found
  }
  if (scope.parentChannelIds) wanted = [...wanted, { attributes: scope.parentChannelIds.map(ofChannel), not: false }]
  for (let i = 0; i < older.length && found.length < limit; i += segmentsAtOnce) {
    await search(() => fromIndex(userId, filter, limit - found.length), older.slice(i, i + segmentsAtOnce))
  }
  return found
}

/** The segments that may contain results, newest first, each with the time at which the next one starts. */
function within(segments: readonly Segment[], { below, since }: Filter): (Segment & { endsAt: number })[] {
  return [...segments]
    .sort((a, b) => a.id - b.id)
    .map((segment, i, all) => ({ ...segment, endsAt: all[i + 1]?.startsAt ?? Number.MAX_SAFE_INTEGER }))
    .filter(({ startsAt, endsAt }, i) => (i === 0 || startsAt <= below.at) && endsAt > since)
    .reverse()
}

/** The position of the last message that a scan of `count` messages looks at. Null: it reaches the oldest message. */
async function endOfScan({ drizzle }: Database, filter: Filter, count: number): Promise<Position | null> {
  const { rows } = await drizzle.execute<Position>(sql`
    select s.at, s.id from message_search s where ${inTime(filter)}
    order by s.at desc, s.id desc offset ${count - 1} limit 1`)
  return rows[0] ?? null
}

/**
 * How much the person may read in all.
 *
 * @returns `isSmall`: so few messages that they can be scanned. `parentChannelIds`: the channels, if they are so few
 * that the index can look in these alone
 */
async function scopeOf({ drizzle }: Database, userId: string, filter: Filter) {
  // The terms name the channel already.
  if (filter.channelIds) return { isSmall: false, parentChannelIds: null }
  const { rows } = await drizzle.execute<{ count: number; ids: string[] }>(sql`
    with ${readableChannels(userId, filter.parentChannelIds)}, mine as (select distinct id from readable)
    select (
      select count(*) from (
        select from mine cross join lateral (
          select from message_search s where s.home_id = mine.id limit ${few + 1}
        ) readable limit ${few + 1}
      ) readable
    ) as count, array(select id from mine limit ${channelsMax + 1}) as ids`)
  const { count = 0, ids = [] } = rows[0] ?? {}
  return { isSmall: count <= few, parentChannelIds: ids.length <= channelsMax ? ids : null }
}

// These make the rows, called `s`. The `offset 0` keeps the planner from using a condition outside of it to get at the rows:
// the planner cannot know how often a word is used.

type Row = { segment: number; query: string; ranked: string }
type From = (rows: readonly Row[]) => SQL

/** The rows are in order already, so the database stops after the last one that is needed. */
const fromScan = (rows: readonly Row[], userId: string, filter: Filter, end: Position | null) => {
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

const fromReadable = (userId: string, filter: Filter) => sql`
  select s.*, sought.ranked from (select distinct id from readable) mine
  cross join lateral (select * from message_search s where s.home_id = mine.id and ${inTime(filter)} offset 0) s
  join sought on sought.segment = s.segment and s.terms @@ sought.query
  where ${matches(userId, filter)} order by s.at desc, s.id desc`

/**
 * One segment after the other, in the order in which they are given, newest first, and no further than needed. An
 * `order by` over all of it would read every segment.
 */
const fromIndex = (userId: string, filter: Filter, limit: number) => sql`
  select s.*, sought.ranked from sought cross join lateral (
    select * from (select * from message_search s where s.terms @@ sought.query offset 0) s
    where ${inTime(filter)} and ${matches(userId, filter)} order by s.at desc, s.id desc limit ${limit}
  ) s`

/**
 * A single range of `at`, and the comparison of ids apart. With two bounds on one side, or with pairs, Postgres would
 * read the index to its end.
 */
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
    with ${readableChannels(userId, filter.parentChannelIds)}, sought as materialized (
      select segment, query::tsquery, ranked::tsquery from unnest(${bigints(rows.map((row) => row.segment))},
        ${texts(rows.map((row) => row.query))}, ${texts(rows.map((row) => row.ranked))}) as sought (segment, query, ranked)
    )
    select s.at, s.id, s.channel_id as "channelId", s.number, ${rank} as rank
    from (${from(rows)} limit ${limit}) s`)
  return found.rows.sort((a, b) => b.at - a.at || b.id - a.id)
}

/** The condition on a row `s` that the person may see it and that the filter accepts it. */
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
