import { type SQL, sql } from 'drizzle-orm'
import { uuids } from './arrays.ts'

/** Where a message stands in the order of results, which is that of time. `at` is in microseconds since 1970. */
export type Position = { at: number; id: number }

/**
 * `home`, for a `with`: the channels that a person may read, as in channel/access.ts. Threads are read like the channel
 * above them; those that the person follows may be among them and do no harm.
 *
 * @param only of these; null: all
 */
export const readableHomes = (userId: string, only: readonly string[] | null): SQL => sql`
  home as materialized (
    select id from (
      select channel_id as id from members where user_id = ${userId} and left_at is null
      union all
      select id from channels where kind in ('public', 'announcement')
    ) mine ${only === null ? sql`` : sql`where id = any(${uuids(only)})`}
  )`

/** Of a row `s` of the index: the person may read it, and has not blocked who wrote it. */
export const mayBeShown = (userId: string): SQL => sql`
  (s.home_id in (select id from home)) is true
  and (s.user_id in (select blocked_id from blocks where user_id = ${userId} and lifted_at is null)) is not true`
