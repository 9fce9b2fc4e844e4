import { seeded } from '@chime/testing/random'
import type pg from 'pg'
import { contentFrom, wordAt } from './corpus.ts'

/** Creates an index on the messages themselves. */
export async function prepareNaive(pool: pg.Pool): Promise<void> {
  await pool.query(`create index messages_naive on messages using gin (to_tsvector('simple', content))`)
  await pool.query('vacuum (analyze) messages')
}

/** The obvious ways to search, with the same permissions. */
export function naiveWays(pool: pg.Pool, userId: string): Record<string, () => Promise<unknown>> {
  const { next: random } = seeded(11)
  const ask = (where: string, value: string) =>
    pool.query(
      `select * from messages m where ${where} and deleted_at is null and channel_id in (
         select channel_id from members where user_id = $2 and left_at is null
         union select id from channels where kind in ('public', 'announcement')
       ) order by created_at desc limit 20`,
      [value, userId],
    )
  const gin = (query: string) => `to_tsvector('simple', content) @@ ${query}('simple', $1)`
  const pick = (first: number, last: number) => wordAt(first + Math.floor(random() * (last - first)))
  return {
    'naive: a rare word, GIN': () => ask(gin('plainto_tsquery'), pick(10_000, 40_000)),
    'naive: a common word, GIN': () => ask(gin('plainto_tsquery'), pick(2, 12)),
    'naive: a phrase, GIN': () => ask(gin('phraseto_tsquery'), contentFrom(random).split(' ').slice(1, 3).join(' ')),
    'naive: a rare word, ILIKE': () => ask('content ilike $1', `%${pick(10_000, 40_000)}%`),
  }
}
