import type pg from 'pg'
import { channelOf, clientIdOf, type SendPlan, type Sent } from './plan.ts'

/**
 * Checks that every acknowledged message is in the table once, in its channel and with its acknowledged number, and that the
 * channels' numbers have no gaps.
 *
 * @throws Error that says what is wrong
 */
export async function checkSent(
  pool: pg.Pool,
  plan: SendPlan,
  { numbers, count }: Pick<Sent, 'numbers' | 'count'>,
): Promise<void> {
  const prefix = clientIdOf(plan, 0).slice(0, 8)
  const { rows } = await pool.query<{ channel_id: string; number: string; client_id: string }>(
    `select channel_id, number, client_id from messages
     where channel_id = any($1) and client_id between $2 and $3`,
    [plan.channelIds, `${prefix}-0000-4000-8000-000000000000`, `${prefix}-0000-4000-8000-ffffffffffff`],
  )
  if (rows.length !== count) throw new Error(`${rows.length} messages are in the table, ${count} were acknowledged`)
  const places = new Map(rows.map((row) => [row.client_id, row]))
  for (const [place, number] of numbers.entries()) {
    if (number === 0) continue
    const row = places.get(clientIdOf(plan, place))
    if (row?.channel_id !== channelOf(plan, place) || Number(row.number) !== number) {
      throw new Error(`message ${place} was acknowledged as ${number} and is ${row?.number}`)
    }
  }
  const { rows: holes } = await pool.query(
    `select c.id from channels c
     left join (select channel_id, count(*) as n, max(number) as last from messages where channel_id = any($1) group by 1) m
       on m.channel_id = c.id
     where c.id = any($1) and (coalesce(m.n, 0), coalesce(m.last, 0)) is distinct from (c.last_number, c.last_number)`,
    [plan.channelIds],
  )
  if (holes.length > 0) throw new Error(`${holes.length} channels have holes`)
}
