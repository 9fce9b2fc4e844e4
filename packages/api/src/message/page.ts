import { type Database, type MessageRow, schema } from '@chime/db'
import type { ChannelKind } from '@chime/protocol'
import { getTableColumns } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { isOpen } from '../channel/access.ts'
import { notFound } from '../errors.ts'

/** The channel as it was when the page was read. */
type Head = { firstNumber: number; lastNumber: number; revision: number }

/** Of the messages `below` a number those nearest to it, of the messages `from` a number on those nearest, or both. */
export type Span = { way: 'below' | 'from' | 'both'; number: number; limit: number }

/** The limit is one of a few, because it stands in the statement's text, and every connection keeps every statement. */
const pageSizes = [10, 25, 50, 100]

/**
 * Reads the channel, whether the user may read it, and the messages, in one statement: one round trip, and one snapshot
 * without a transaction around it. A thread is read like the channel above it, as in `readable`.
 *
 * @returns ascending; `below` are under the number, `from` at it or above, each at most `limit`
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
  const { homeKind, member, firstNumber, lastNumber, channelRevision: revision } = row
  if (member === null && !isOpen({ kind: homeKind })) throw notFound()
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
  homeKind: ChannelKind
  member: string | null
  firstNumber: number
  lastNumber: number
  channelRevision: number
}
type Nullable<T> = { [K in keyof T]: T[K] | null }

/** A channel without messages there is one row without a message. */
const isMessage = (row: Row): row is Row & MessageRow => row.number !== null

/** Every column, under the name that it has in `MessageRow`. */
const columns = Object.keys(getTableColumns(schema.messages)).map((key) => `${toSnakeCase(key)} as "${key}"`)

/**
 * Planning this takes several times as long as running it, so Postgres must plan it once. It keeps a plan for all values
 * when that looks no worse than a plan for these values: hence the number as a subquery, whose value it does not look at, and
 * the limit in the text, without which it would expect a tenth of the channel.
 */
function statement(way: Span['way'], size: number): string {
  const some = (where: string, order: string) =>
    `(select ${columns.join(', ')} from messages where channel_id = c.id and ${where} order by number ${order} limit ${size})`
  const below = some('number < (select $3::bigint)', 'desc')
  const from = some('number >= (select $3::bigint)', 'asc')
  return `
    select home.kind as "homeKind", m.user_id as member, c.first_number as "firstNumber", c.last_number as "lastNumber",
      c.revision as "channelRevision", page.*
    from channels c
    join channels home on home.id = coalesce(c.parent_channel_id, c.id)
    left join members m on m.channel_id = home.id and m.user_id = $1 and m.left_at is null
    left join lateral (${{ below, from, both: `${below} union all ${from}` }[way]}) page on true
    where c.id = $2`
}
