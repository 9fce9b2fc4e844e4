import { type SQL, sql } from 'drizzle-orm'
import { uuids } from '../sql-arrays.ts'

/** A message's position in the order of results, which is the order of time. `at` is in microseconds since 1970. */
export type Position = { at: number; id: number }

/**
 * `readable`, for a `with`: the channels that a person may read, as in channel/access.ts. Threads are read like their
 * parent channel. Threads that the person follows may be in it too and do no harm.
 *
 * @param only restricts it to these channels; null: all
 */
export const readableChannels = (userId: string, only: readonly string[] | null): SQL => sql`
  readable as materialized (
    select id from (
      select channel_id as id from members where user_id = ${userId} and left_at is null
      union all
      select id from channels where kind in ('public', 'announcement')
    ) mine ${only === null ? sql`` : sql`where id = any(${uuids(only)})`}
  )`

/** The condition on a row `s` of the index that the person may read it and has not blocked its author. */
export const mayBeShown = (userId: string): SQL => sql`
  (s.home_id in (select id from readable)) is true
  and (s.user_id in (select blocked_id from blocks where user_id = ${userId} and lifted_at is null)) is not true`
