import type { Tx } from '@chime/db'
import { sql } from 'drizzle-orm'
import { bigints } from '../../sql-arrays.ts'
import { type Segment, segmentSize } from '../segments.ts'

export type CountedSegment = Segment & { messages: number }

/**
 * An estimate of a message with its row's overhead. It only decides how finely an old database is cut into segments.
 */
const bytesOfMessage = 200
/** Messages to sample in order to learn when messages were sent. */
const sampleSize = 50_000

/** Reads all segments, ascending. The first time it makes them, so that the existing messages will fill them evenly. */
export async function readSegments(tx: Tx): Promise<CountedSegment[]> {
  const { rows } = await tx.execute<CountedSegment>(
    sql`select id, starts_at as "startsAt", messages from message_search_segments order by id`,
  )
  if (rows.length > 0) return rows
  const starts = [0, ...(await cuts(tx))]
  await tx.execute(sql`
    insert into message_search_segments (id, starts_at)
    select n, at from unnest(${bigints(starts)}) with ordinality as s (at, n)`)
  return starts.map((startsAt, i) => ({ id: i + 1, startsAt, messages: 0 }))
}

/** When the second segment and all later ones start. */
async function cuts(tx: Tx): Promise<number[]> {
  const { rows } = await tx.execute<{ bytes: number }>(sql`select pg_relation_size('messages') as bytes`)
  const messages = Math.ceil((rows[0]?.bytes ?? 0) / bytesOfMessage)
  const segments = Math.round(messages / segmentSize)
  if (segments < 2) return []
  const fractions = Array.from({ length: segments - 1 }, (_, i) => (i + 1) / segments)
  const percent = Math.min(100, (100 * sampleSize) / messages)
  const { rows: sampled } = await tx.execute<{ starts: (number | null)[] | null }>(sql`
    select percentile_disc(${sql.param(fractions)}::float8[]) within group (order by at) as starts from (
      select (extract(epoch from created_at) * 1000000)::bigint as at from messages tablesample system (${percent})
    ) sample`)
  const starts = (sampled[0]?.starts ?? []).filter((at) => at !== null)
  return [...new Set(starts)].sort((a, b) => a - b)
}

/** Counts the added messages, and opens a new segment when the last one is full. */
export async function openSegment(
  tx: Tx,
  segments: readonly CountedSegment[],
  added: readonly { segment: number; at: number }[],
): Promise<void> {
  const counts = Map.groupBy(added, ({ segment }) => segment)
  for (const [id, { length }] of counts) {
    await tx.execute(sql`update message_search_segments set messages = messages + ${length} where id = ${id}`)
  }
  const last = segments.at(-1)
  const inLast = last && counts.get(last.id)
  if (!inLast || last.messages + inLast.length < segmentSize) return
  // It starts after everything in the last segment, so that no message ever changes its segment.
  await tx.execute(sql`
    insert into message_search_segments (id, starts_at)
    select ${last.id + 1}, max(at) + 1 from message_search where segment = ${last.id} and at >= ${last.startsAt}`)
}
