import { type Database, type MessageRow, schema } from '@chime/db'
import type { ChannelKind } from '@chime/protocol'
import { getTableColumns } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { isOpen } from '../channel/access.ts'
import { notFound } from '../errors.ts'

/** The channel as it was when the page was read. */
type Head = { kind: ChannelKind; member: string | null; firstNumber: number; lastNumber: number; revision: number }

/** Of the messages `below` a number those nearest to it, of the messages `from` a number on those nearest, or both. */
export type Span = { way: 'below' | 'from' | 'both'; number: number; limit: number }

/**
 * The limit stands in the statement, not in a parameter: only then does Postgres see that a plan for every number is as
 * good as one for this number, keeps it, and need not plan each time, which takes as long as the reading. And it is one of
 * a few, because each is a statement more that every connection keeps.
 */
const pageSizes = [10, 25, 50, 100]

/**
 * Reads the channel, whether the user may read it, and the messages, in one statement: one round trip, and one snapshot
 * without a transaction around it.
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
  const { channelKind: kind, member, firstNumber, lastNumber, channelRevision: revision } = row
  if (member === null && !isOpen({ kind })) throw notFound()
  const found = rows.filter(isMessage).sort((a, b) => a.number - b.number)
  const middle = found.findIndex((message) => message.number >= number)
  const cut = middle === -1 ? found.length : middle
  return {
    channel: { kind, member, firstNumber, lastNumber, revision },
    below: found.slice(Math.max(0, cut - limit), cut),
    from: found.slice(cut, cut + limit),
  }
}

type Row = Nullable<MessageRow> & {
  channelKind: ChannelKind
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

function statement(way: Span['way'], size: number): string {
  const some = (where: string, order: string) =>
    `(select ${columns.join(', ')} from messages where channel_id = c.id and ${where} order by number ${order} limit ${size})`
  const below = some('number < $3', 'desc')
  const from = some('number >= $3', 'asc')
  return `
    select c.kind as "channelKind", m.user_id as member, c.first_number as "firstNumber", c.last_number as "lastNumber",
      c.revision as "channelRevision", page.*
    from channels c
    left join members m on m.channel_id = c.id and m.user_id = $1 and m.left_at is null
    left join lateral (${{ below, from, both: `${below} union all ${from}` }[way]}) page on true
    where c.id = $2`
}
