import type { ChannelKind } from '@chime/protocol'
import type pg from 'pg'
import type { messages } from '../schema.ts'

export type MessageRow = typeof messages.$inferSelect

export type NewMessage = {
  channelId: string
  userId: string
  clientId: string
  content: string
  metadata?: Record<string, string>
  replyTo?: number | null
}

/** `new` and `duplicate` carry the message. */
export type Answer =
  | { verdict: 'new' | 'duplicate'; message: MessageRow }
  | { verdict: 'missing' | 'outsider' | 'archived' | 'readonly'; kind: ChannelKind | null }

/** What the function in migrations/0001_append_messages.sql returns, its composite spread out. */
type Row = {
  place: number
  verdict: Answer['verdict']
  found_kind: ChannelKind | null
  channel_id: string
  number: number
  revision: number
  kind: MessageRow['kind']
  user_id: string | null
  client_id: string
  content: string
  created_at: Date
  edited_at: Date | null
  deleted_at: Date | null
  metadata: Record<string, string>
  reply_to: number | null
  counted: number
}

const text = `select place, verdict, found_kind, (message).*
from append_messages($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::bigint[])`

/**
 * One batch: one statement, one transaction, one round trip.
 *
 * @param batch no two with the same channel, user and client id
 * @returns one answer for each, in the same order
 */
export async function commitBatch(pool: pg.Pool, batch: readonly NewMessage[]): Promise<Answer[]> {
  const { rows } = await pool.query<Row>({
    name: 'append_messages',
    text,
    values: [
      batch.map((m) => m.channelId),
      batch.map((m) => m.userId),
      batch.map((m) => m.clientId),
      batch.map((m) => m.content),
      batch.map((m) => JSON.stringify(m.metadata ?? {})),
      batch.map((m) => m.replyTo ?? null),
    ],
  })
  if (rows.length !== batch.length) throw new Error(`${rows.length} answers to ${batch.length} messages`)
  return rows.sort((a, b) => a.place - b.place).map(toAnswer)
}

function toAnswer(row: Row): Answer {
  return row.verdict === 'new' || row.verdict === 'duplicate'
    ? { verdict: row.verdict, message: toMessageRow(row) }
    : { verdict: row.verdict, kind: row.found_kind }
}

function toMessageRow(row: Row): MessageRow {
  return {
    channelId: row.channel_id,
    number: row.number,
    revision: row.revision,
    kind: row.kind,
    userId: row.user_id,
    clientId: row.client_id,
    content: row.content,
    createdAt: row.created_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    metadata: row.metadata,
    replyTo: row.reply_to,
    counted: row.counted,
  }
}
