import type { Database } from '@chime/db'
import { type SQL, sql } from 'drizzle-orm'
import { bigints, texts, uuids } from './arrays.ts'
import type { Term } from './query.ts'
import { mayBeShown, type Position, positionOf, readableHomes } from './readable.ts'
import type { Segment } from './segments.ts'
import { rankingOf, tsqueryOf, type Wanted } from './terms.ts'

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

/** So many of the newest messages are looked at one by one first: what is said often is found there. */
const walked = 2_000
/** Whoever may read no more messages than this has them looked at one by one. */
const few = 5_000
/** The segments that are searched at once grow to so many. */
const segmentsAtOnce = 64

/**
 * Finds messages that a person may read, the newest first, in time that grows neither with how often the words were used nor
 * with how much the person may read:
 *
 * 1. Among the newest messages: that is enough when every hundredth is one.
 * 2. Where there is little at all that the person may read: among that.
 * 3. Else by the index, from the newest segment back until there are enough: 1, then 2, 4, 8 … segments at once.
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
  const { filter } = sought
  const open = within(sought.segments, filter)
  const end = await endOfWalk(db, filter)
  const walk = open.filter(({ endsAt }) => end === null || endsAt > end.at)
  const found = await ask(db, userId, { ...sought, filter, segments: walk, limit }, fromWalk(filter, end))
  if (end === null || found.length >= limit) return found

  const rest = { ...filter, below: end }
  const older = within(open, rest)
  const more = async (from: (filter: Filter) => SQL, segments: readonly Segment[]) =>
    found.push(
      ...(await ask(db, userId, { ...sought, filter: rest, segments, limit: limit - found.length }, from(rest))),
    )
  if (await mayReadFew(db, userId, filter)) {
    await more(fromHomes, older)
    return found
  }
  for (let i = 0, count = 1; i < older.length && found.length < limit; count = Math.min(2 * count, segmentsAtOnce)) {
    await more(fromIndex, older.slice(i, i + count))
    i += count
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
async function endOfWalk({ drizzle }: Database, filter: Filter): Promise<Position | null> {
  const { rows } = await drizzle.execute<Position>(sql`
    select s.at, s.id from message_search s where ${inTime(filter)}
    order by s.at desc, s.id desc offset ${walked - 1} limit 1`)
  return rows[0] ?? null
}

/** @returns whether there is little that they may read; counts no further */
async function mayReadFew({ drizzle }: Database, userId: string, filter: Filter): Promise<boolean> {
  const { rows } = await drizzle.execute<{ count: number }>(sql`
    with ${readableHomes(userId, filter.homeIds)}
    select count(*) from (
      select from home cross join lateral (
        select from message_search s where s.home_id = home.id limit ${few + 1}
      ) some limit ${few + 1}
    ) some`)
  return (rows[0]?.count ?? 0) <= few
}

// Where rows come from. `sought` has, for each segment, what its rows must match. The `offset 0` keeps what is around it from
// being taken for a better way in: the planner cannot know how often a word is used.

const fromWalk = (filter: Filter, end: Position | null) => sql`
  (select * from message_search s where ${inTime(filter)} and ${end === null ? sql`true` : sql`(s.at, s.id) >= ${positionOf(end)}`}
    offset 0) s
  join sought on sought.segment = s.segment and s.terms @@ sought.query`

const fromHomes = (filter: Filter) => sql`
  (select distinct id from home) mine
  cross join lateral (select * from message_search s where s.home_id = mine.id and ${inTime(filter)} offset 0) s
  join sought on sought.segment = s.segment and s.terms @@ sought.query`

const fromIndex = (filter: Filter) => sql`
  sought cross join lateral (select * from message_search s where s.terms @@ sought.query offset 0) s
  where ${inTime(filter)}`

const inTime = ({ below, since }: Filter) => sql`(s.at, s.id) < ${positionOf(below)} and s.at >= ${since}::bigint`

async function ask(
  { drizzle }: Database,
  userId: string,
  { wanted, ranked, filter, segments, limit }: Sought & { segments: readonly Segment[]; limit: number },
  from: SQL,
): Promise<Found[]> {
  if (segments.length === 0) return []
  const ids = segments.map(({ id }) => id)
  const rank = ranked.length === 0 ? sql`0::real` : sql`ts_rank(s.terms, s.ranked, 1)`
  const { rows } = await drizzle.execute<Found>(sql`
    with ${readableHomes(userId, filter.homeIds)}, sought as materialized (
      select segment, query::tsquery, ranked::tsquery from unnest(${bigints(ids)},
        ${texts(ids.map((id) => tsqueryOf(wanted, id)))}, ${texts(ids.map((id) => rankingOf(ranked, id)))})
        as sought (segment, query, ranked)
    )
    select s.at, s.id, s.channel_id as "channelId", s.number, ${rank} as rank
    from (select s.*, sought.ranked from ${from}) s
    where ${mayBeShown(userId)} and ${matches(filter)}
    order by s.at desc, s.id desc limit ${limit}`)
  return rows
}

function matches({ channelIds, notChannelIds, userIds, notUserIds }: Filter): SQL {
  const inChannels = (ids: string[]) => sql`(s.channel_id = any(${uuids(ids)}) or s.home_id = any(${uuids(ids)}))`
  const fromUsers = (ids: string[]) => sql`s.user_id = any(${uuids(ids)})`
  return sql.join(
    [
      sql`true`,
      ...(channelIds ? [inChannels(channelIds)] : []),
      ...(notChannelIds.length > 0 ? [sql`not ${inChannels(notChannelIds)}`] : []),
      ...(userIds ? [fromUsers(userIds)] : []),
      ...(notUserIds.length > 0 ? [sql`${fromUsers(notUserIds)} is not true`] : []),
    ],
    sql` and `,
  )
}
