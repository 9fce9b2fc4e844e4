import { type Database, type MessageRow, schema } from '@chime/db'
import type { ChannelKind } from '@chime/protocol'
import { getTableColumns } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { isOpen } from '../channel/access.ts'
import { notFound } from '../errors.ts'

/** The channel at the moment of the read. */
type Head = { firstNumber: number; lastNumber: number; revision: number }

/** Which messages to read: the nearest ones `below` a number, the nearest ones `from` a number on, or both. */
export type Span = { way: 'below' | 'from' | 'both'; number: number; limit: number }

/**
 * The size is rounded up to one of these, because it is part of the statement's text, and every connection keeps each
 * prepared statement.
 */
const pageSizes = [10, 25, 50, 100]

/**
 * Reads the channel, the permission and the messages in one statement. That is one round trip, and all is of one moment
 * without a transaction around it. A thread is read like its parent channel, as in `loadReadable`.
 *
 * @returns messages ascending; `below` the number, and `from` the number on, `limit` each at most
 * @throws Refusal `NOT_FOUND`
 */
export async function readPage(
  { pool }: Database,
  userId: string,
  channelId: string,
  { way, number, limit }: Span,
): Promise<{ channel: Head; below: MessageRow[]; from: MessageRow[] }> {
  const size = pageSizes.find((size) => size >= limit) ?? limit
  const { rows } = await pool.query<Row>({
    name: `messages_${way}_${size}`,
    text: statement(way, size),
    values: [userId, channelId, number],
  })
  const [row] = rows
  if (!row) throw notFound()
  const { parentKind, member, firstNumber, lastNumber, channelRevision: revision } = row
  if (member === null && !isOpen({ kind: parentKind })) throw notFound()
  const found = rows.filter(isMessage).sort((a, b) => a.number - b.number)
  const middle = found.findIndex((message) => message.number >= number)
  const cut = middle === -1 ? found.length : middle
  return {
    channel: { firstNumber, lastNumber, revision },
    below: found.slice(Math.max(0, cut - limit), cut),
    from: found.slice(cut, cut + limit),
  }
}

type Row = Nullable<MessageRow> & {
  parentKind: ChannelKind
  member: string | null
  firstNumber: number
  lastNumber: number
  channelRevision: number
}
type Nullable<T> = { [K in keyof T]: T[K] | null }

/** For a channel without messages the statement returns one row without a message. */
const isMessage = (row: Row): row is Row & MessageRow => row.number !== null

/** Every column, under the name that it has in `MessageRow`. */
const columns = Object.keys(getTableColumns(schema.messages)).map((key) => `${toSnakeCase(key)} as "${key}"`)

/**
 * Planning this query takes several times as long as running it, so Postgres must plan it only once. Postgres keeps one
 * plan for all values if it does not look worse than a plan for the values at hand. Hence the number is a subquery,
 * whose value the planner does not look at; and the limit is in the text, because for a parameter the planner would
 * expect a tenth of the channel.
 */
function statement(way: Span['way'], size: number): string {
  const some = (where: string, order: string) =>
    `(select ${columns.join(', ')} from messages where channel_id = c.id and ${where} order by number ${order} limit ${size})`
  const below = some('number < (select $3::bigint)', 'desc')
  const from = some('number >= (select $3::bigint)', 'asc')
  return `
    select parent.kind as "parentKind", m.user_id as member, c.first_number as "firstNumber", c.last_number as "lastNumber",
      c.revision as "channelRevision", page.*
    from channels c
    join channels parent on parent.id = coalesce(c.parent_channel_id, c.id)
    left join members m on m.channel_id = parent.id and m.user_id = $1 and m.left_at is null
    left join lateral (${{ below, from, both: `${below} union all ${from}` }[way]}) page on true
    where c.id = $2`
}
