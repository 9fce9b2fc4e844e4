import type pg from 'pg'
import type { Asked, Kind } from './queries.ts'

type Place = { channelId: string; number: number }

/**
 * Compares the results for phrases and beginnings of words with what Postgres finds by reading every message.
 *
 * @throws Error when a page differs
 */
export async function checkKinds(
  pool: pg.Pool,
  userId: string,
  kinds: readonly Kind[],
  search: (asked: Asked) => Promise<{ messages: Place[] }>,
): Promise<void> {
  let compared = 0
  for (const { next, pattern } of kinds) {
    for (let i = 0; pattern !== undefined && i < 3; i++) {
      const asked = next()
      const { rows } = await pool.query<{ place: string }>(
        `select channel_id || ' ' || number as place from messages m
         where content ~ $1 and channel_id in (
           select channel_id from members where user_id = $2 union select id from channels where kind = 'public'
         ) order by created_at desc limit 20`,
        [pattern(asked.query), userId],
      )
      const { messages } = await search(asked)
      const found = messages.map(({ channelId, number }) => `${channelId} ${number}`)
      const expected = rows.map(({ place }) => place)
      if (found.join() !== expected.join()) {
        throw new Error(
          `${asked.query} finds ${found.length} messages, and should ${expected.length}, or in another order`,
        )
      }
      compared += found.length
    }
  }
  if (compared === 0) throw new Error('nothing was found, so nothing was compared')
}
