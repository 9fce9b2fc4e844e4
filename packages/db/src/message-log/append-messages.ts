import type { ChannelKind, Message, Poll } from '@chime/protocol'
import { mentionsIn } from '@chime/protocol/text'
import type pg from 'pg'
import { columnNames, type MemberRow, type MessageColumns, type MessageRow, toMemberRow, toMessageRow } from './rows.ts'

export type NewMessage = {
  channelId: string
  userId: string
  clientId: string
  content: string
  metadata?: Record<string, string>
  /** The number of a message in the same channel. */
  replyTo?: number | null
  /** Uploads of the author for this channel that are ready and not sent yet, in the order in which to show them. */
  attachmentIds?: readonly string[]
  /** Without any votes. The content of the message is the question. */
  poll?: Poll
  /**
   * The message that content and attachments are copied from. Mentions in a forwarded text notify nobody: they did that
   * once, where the message was written.
   */
  forwarded?: NonNullable<Message['forwarded']>
}

type Verdict =
  | 'new'
  | 'duplicate'
  | 'missing'
  | 'outsider'
  | 'archived'
  | 'readonly'
  | 'blocked'
  | 'noreply'
  | 'noattachment'
  | 'slow'

/** What became of one message. */
export type Outcome =
  | { verdict: 'new' | 'duplicate'; message: MessageRow }
  /** `kind` is the channel's; for a thread, that of the channel it belongs to. `waitMs` comes with `slow`. */
  | { verdict: Exclude<Verdict, 'new' | 'duplicate'>; kind: ChannelKind | null; waitMs: number | null }

export type BatchResult = {
  /** One for each message, in the same order. */
  outcomes: Outcome[]
  /** Members that were added to a thread because they wrote in it. */
  joined: MemberRow[]
  /** Messages whose thread got replies, as they are now. */
  parents: MessageRow[]
}

/** What `append_messages` returns, with the composite `message` spread out into its columns. */
type Row = MessageColumns & {
  place: number
  verdict: Verdict | 'joined' | 'parent'
  found_kind: ChannelKind | null
  wait_ms: number | null
  joined: Parameters<typeof toMemberRow>[0] | null
}

const text = `select place, verdict, found_kind, wait_ms, joined, ${columnNames.map((name) => `(message).${name}`)}
from append_messages($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::bigint[],
  $7::jsonb, $8::jsonb, $9::jsonb)`

/**
 * Appends a batch with one statement, in one transaction and one round trip: functions/append_messages.sql.
 *
 * @param batch no two messages with the same channel, user and client id
 */
export async function appendMessages(pool: pg.Pool, batch: readonly NewMessage[]): Promise<BatchResult> {
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
      mentionsOf(batch),
      attachmentsOf(batch),
      extrasOf(batch),
    ],
  })
  const outcomes: Outcome[] = []
  const result: BatchResult = { outcomes, joined: [], parents: [] }
  for (const row of rows) {
    if (row.verdict === 'parent') result.parents.push(toMessageRow(row))
    else if (row.verdict === 'joined') {
      if (!row.joined) throw new Error('append_messages says that somebody joined a thread, and not who')
      result.joined.push(toMemberRow(row.joined))
    } else if (row.verdict === 'new' || row.verdict === 'duplicate') {
      outcomes[row.place - 1] = { verdict: row.verdict, message: toMessageRow(row) }
    } else outcomes[row.place - 1] = { verdict: row.verdict, kind: row.found_kind, waitMs: row.wait_ms }
  }
  const answered = rows.length - result.parents.length - result.joined.length
  if (answered !== batch.length) throw new Error(`${answered} answers to ${batch.length} messages`)
  return result
}

// The three parameters below are null for a batch without mentions, attachments or extras: then they cost nothing.

function mentionsOf(batch: readonly NewMessage[]): string | null {
  const found = batch.flatMap(({ content, forwarded }, i) => {
    const mentions = forwarded ? null : mentionsIn(content)
    return mentions ? [{ place: i + 1, ...mentions }] : []
  })
  return found.length > 0 ? JSON.stringify(found) : null
}

function attachmentsOf(batch: readonly NewMessage[]): string | null {
  const found = batch.flatMap(({ attachmentIds: ids = [] }, i) => (ids.length > 0 ? [{ place: i + 1, ids }] : []))
  return found.length > 0 ? JSON.stringify(found) : null
}

function extrasOf(batch: readonly NewMessage[]): string | null {
  const found = batch.flatMap(({ poll, forwarded }, i) => (poll || forwarded ? [[i + 1, { poll, forwarded }]] : []))
  return found.length > 0 ? JSON.stringify(Object.fromEntries(found)) : null
}
