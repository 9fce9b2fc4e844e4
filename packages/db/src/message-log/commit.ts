import { type ChannelKind, type Message, mentionsIn, type Poll } from '@chime/protocol'
import type pg from 'pg'
import type { members, messages } from '../schema.ts'

export type MessageRow = typeof messages.$inferSelect
export type MemberRow = typeof members.$inferSelect

export type NewMessage = {
  channelId: string
  userId: string
  clientId: string
  content: string
  metadata?: Record<string, string>
  /** A message of the same channel. */
  replyTo?: number | null
  /** Uploads of the author for this channel, ready and not sent yet, in the order in which they are to be shown. */
  attachmentIds?: readonly string[]
  /** With nobody's vote yet. The content is its question. */
  poll?: Poll
  /** What the content and the attachments are copied from. Mentions in such a text call nobody: they did so once. */
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

/** `new` and `duplicate` carry the message. */
export type Answer =
  | { verdict: 'new' | 'duplicate'; message: MessageRow }
  /** `kind` is the channel's; a thread counts as what it is a thread of. */
  | { verdict: Exclude<Verdict, 'new' | 'duplicate'>; kind: ChannelKind | null; waitMs: number | null }

export type BatchResult = {
  /** One for each message, in the same order. */
  answers: Answer[]
  /** Who joined a thread by writing in it. */
  joined: MemberRow[]
  /** Messages whose thread got replies, as they now are. */
  parents: MessageRow[]
}

/** What the function in migrations/0005_append_messages_of_the_chat_domain.sql returns, its composite spread out. */
type Row = {
  place: number
  verdict: Verdict | 'joined' | 'parent'
  found_kind: ChannelKind | null
  wait_ms: number | null
  joined: MemberJson | null
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
  thread_channel_id: string | null
  thread_replies: number | null
  thread_last_reply_at: Date | null
  thread_user_ids: string[] | null
  mentioned_user_ids: string[] | null
  mentioned_everyone: MessageRow['mentionedEveryone']
  reactions: MessageRow['reactions']
  pinned_at: Date | null
  attachments: MessageRow['attachments']
  poll: MessageRow['poll']
  previews: MessageRow['previews']
  forwarded: MessageRow['forwarded']
}

/** A row of `members` as Postgres writes it in JSON. */
type MemberJson = {
  channel_id: string
  user_id: string
  role: MemberRow['role']
  joined_at: string
  revision: number
  user_revision: number
  read_number: number
  read_counted: number
  read_version: number
  notify: MemberRow['notify']
  last_sent_at: string | null
}

// By name: with `.*` the answer would have another shape after a migration, and prepared statements would fail.
const columns = `channel_id number revision kind user_id client_id content created_at edited_at deleted_at metadata reply_to
  counted thread_channel_id thread_replies thread_last_reply_at thread_user_ids mentioned_user_ids mentioned_everyone
  reactions pinned_at attachments poll previews forwarded`
const text = `select place, verdict, found_kind, wait_ms, joined, ${columns.split(/\s+/).map((name) => `(message).${name}`)}
from append_messages($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::bigint[],
  $7::jsonb, $8::jsonb, $9::jsonb)`

/**
 * One batch: one statement, one transaction, one round trip.
 *
 * @param batch no two with the same channel, user and client id
 */
export async function commitBatch(pool: pg.Pool, batch: readonly NewMessage[]): Promise<BatchResult> {
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
  const answers: Answer[] = []
  const result: BatchResult = { answers, joined: [], parents: [] }
  for (const row of rows) {
    if (row.verdict === 'parent') result.parents.push(toMessageRow(row))
    else if (row.verdict === 'joined') result.joined.push(toMemberRow(row.joined))
    else if (row.verdict === 'new' || row.verdict === 'duplicate') {
      answers[row.place - 1] = { verdict: row.verdict, message: toMessageRow(row) }
    } else answers[row.place - 1] = { verdict: row.verdict, kind: row.found_kind, waitMs: row.wait_ms }
  }
  const told = rows.length - result.parents.length - result.joined.length
  if (told !== batch.length) throw new Error(`${told} answers to ${batch.length} messages`)
  return result
}

// Each of these is null, which costs nothing, for a batch that has nothing of the kind.

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
    threadChannelId: row.thread_channel_id,
    threadReplies: row.thread_replies,
    threadLastReplyAt: row.thread_last_reply_at,
    threadUserIds: row.thread_user_ids,
    mentionedUserIds: row.mentioned_user_ids,
    mentionedEveryone: row.mentioned_everyone,
    reactions: row.reactions,
    pinnedAt: row.pinned_at,
    attachments: row.attachments,
    poll: row.poll,
    previews: row.previews,
    forwarded: row.forwarded,
  }
}

function toMemberRow(row: MemberJson | null): MemberRow {
  if (!row) throw new Error('somebody joined a thread, and nothing says who')
  return {
    channelId: row.channel_id,
    userId: row.user_id,
    role: row.role,
    joinedAt: new Date(row.joined_at),
    leftAt: null,
    revision: row.revision,
    userRevision: row.user_revision,
    readNumber: row.read_number,
    readCounted: row.read_counted,
    readVersion: row.read_version,
    notify: row.notify,
    lastSentAt: row.last_sent_at === null ? null : new Date(row.last_sent_at),
  }
}
