import type { MessageRow, Tx } from '@chime/db'
import { sql } from 'drizzle-orm'
import { bigints, texts, uuids } from '../../sql-arrays.ts'
import { timeSlices } from '../../time-slice.ts'
import { nameLength, type Segment, segmentAt } from '../segments.ts'
import { type Indexed, termsOf } from '../terms.ts'
import { openSegment, readSegments } from './fill-segments.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A message as the index reads it. `at` is its `createdAt` in microseconds since 1970. */
export type Row = Indexed & Pick<MessageRow, 'number' | 'revision' | 'kind' | 'deletedAt'> & { at: number }

/**
 * Characters of messages that are written at a time. In a script without spaces each of them is a term, which takes some
 * hundred bytes until it is written.
 */
const charactersAtOnce = 20_000

/**
 * Writes these messages to the index as they are now, and removes those that must not be found: notices and deleted
 * ones.
 */
export async function writeRows(tx: Tx, rows: readonly Row[], vocabulary: Vocabulary): Promise<void> {
  let part: Row[] = []
  let characters = 0
  for (const row of rows) {
    part.push(row)
    characters += row.content.length
    if (characters < charactersAtOnce) continue
    await writePart(tx, part, vocabulary)
    part = []
    characters = 0
  }
  if (part.length > 0) await writePart(tx, part, vocabulary)
}

async function writePart(tx: Tx, rows: readonly Row[], vocabulary: Vocabulary): Promise<void> {
  const segments = await readSegments(tx)
  const isShown = ({ kind, deletedAt }: Row) => kind === 'user' && deletedAt === null
  const words = new Set<string>()
  const shown = []
  const pause = timeSlices()
  for (const row of rows.filter(isShown)) {
    const segment = segmentOf(segments, row.at)
    const found = termsOf(row, segment)
    for (const word of found.words) words.add(word)
    shown.push({ ...row, segment, terms: found.terms })
    await pause()
  }
  const before = await readWords(tx, rows)
  await remove(
    tx,
    rows.filter((row) => !isShown(row)),
  )
  const added = await upsert(tx, shown)
  await vocabulary.add(tx, words)
  await vocabulary.forget(
    tx,
    before.filter((word) => !words.has(word)),
    segments,
  )
  await openSegment(tx, segments, added)
}

function segmentOf(segments: readonly Segment[], at: number): number {
  const segment = segmentAt(segments, at)
  if (segment === undefined) throw new Error('the index has no segment')
  return segment.id
}

/** The words that the index has so far for these messages. */
async function readWords(tx: Tx, rows: readonly Row[]): Promise<string[]> {
  const { rows: found } = await tx.execute<{ terms: string[] }>(sql`
    select tsvector_to_array(s.terms) as terms from unnest(${uuids(rows.map((row) => row.channelId))},
      ${bigints(rows.map((row) => row.number))}) as r (channel_id, number)
    join message_search s on s.channel_id = r.channel_id and s.number = r.number`)
  const all = found.flatMap(({ terms }) => terms.map((term) => term.slice(nameLength)))
  return [...new Set(all)]
}

async function remove(tx: Tx, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(sql`
    delete from message_search s using unnest(${uuids(rows.map((row) => row.channelId))},
      ${bigints(rows.map((row) => row.number))}) as r (channel_id, number)
    where s.channel_id = r.channel_id and s.number = r.number`)
}

/** @returns the rows that are new in the index */
async function upsert(tx: Tx, rows: readonly (Row & { segment: number; terms: string })[]) {
  if (rows.length === 0) return []
  const { rows: written } = await tx.execute<{ segment: number; at: number; added: boolean }>(sql`
    insert into message_search as s (channel_id, number, home_id, user_id, at, segment, terms)
    select channel_id, number, home_id, user_id, at, segment, terms::tsvector
    from unnest(${uuids(rows.map((row) => row.channelId))}, ${bigints(rows.map((row) => row.number))},
      ${uuids(rows.map((row) => row.parentChannelId))}, ${uuids(rows.map((row) => row.userId))},
      ${bigints(rows.map((row) => row.at))}, ${bigints(rows.map((row) => row.segment))},
      ${texts(rows.map((row) => row.terms))}) as r (channel_id, number, home_id, user_id, at, segment, terms)
    order by at, channel_id, number
    on conflict (channel_id, number) do update set user_id = excluded.user_id, terms = excluded.terms
      where (s.user_id, s.terms) is distinct from (excluded.user_id, excluded.terms)
    returning segment, at, xmax = 0 as added`)
  return written.filter(({ added }) => added)
}
