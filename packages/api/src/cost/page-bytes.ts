import { schema } from '@chime/db'
import { type SQL, sql } from 'drizzle-orm'
import { answerSize } from './answer-size.ts'

const { messages } = schema

/**
 * A page has no further row when its rows have so many bytes; then it says that more follows. To make its JSON takes some
 * milliseconds.
 */
export const pageBytesMax = 1024 * 1024

/** The bytes of what everybody has of a message: ids, times and counters. */
const fixedBytes = 700
/** Columns that are null in most rows. */
const rarities = [
  messages.reactions,
  messages.attachments,
  messages.poll,
  messages.previews,
  messages.mentionedUserIds,
  messages.forwarded,
]

/** About how many bytes a row of `messages` has in an answer, as SQL: for what must not even be read when it is too much. */
export const messageBytes: SQL = sql`(${sql.raw(String(fixedBytes))} + octet_length(${messages.content})
  + octet_length(${messages.metadata}::text)
  + ${sql.join(
    rarities.map((column) => sql`coalesce(octet_length(${column}::text), 0)`),
    sql` + `,
  )})`

/** The first of these rows that fit into a page; one at least, however large it is. */
export function fitInPage<T>(rows: readonly T[], bytesMax = pageBytesMax): T[] {
  let bytes = 0
  const end = rows.findIndex((row, i) => {
    bytes += answerSize(row)
    return i > 0 && bytes > bytesMax
  })
  return end === -1 ? [...rows] : rows.slice(0, end)
}
