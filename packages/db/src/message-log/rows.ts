import type { members, messages } from '../schema/index.ts'

export type MessageRow = typeof messages.$inferSelect
export type MemberRow = typeof members.$inferSelect

/** A row of `messages` as the driver reads it, without Drizzle in between: the message log bypasses it for speed. */
export type MessageColumns = {
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
  deleted_revision: number | null
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

/**
 * The columns to select. They are named, since the shape of `.*` changes when a migration adds a column, and then every
 * prepared statement of the nodes that are running fails.
 */
export const columnNames =
  `channel_id number revision kind user_id client_id content created_at edited_at deleted_at deleted_revision metadata
  reply_to counted thread_channel_id thread_replies thread_last_reply_at thread_user_ids mentioned_user_ids
  mentioned_everyone reactions pinned_at attachments poll previews forwarded`.split(/\s+/)

export function toMessageRow(row: MessageColumns): MessageRow {
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
    deletedRevision: row.deleted_revision,
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

/** A row of `members` as Postgres writes it in JSON. */
type MemberJson = {
  channel_id: string
  user_id: string
  role: MemberRow['role']
  chosen: boolean
  joined_at: string
  revision: number
  user_revision: number
  read_number: number
  read_counted: number
  read_version: number
  skipped: number
  follows: boolean
  notify: MemberRow['notify']
  last_sent_at: string | null
}

/** Of somebody who has just joined: `leftAt` is null. */
export function toMemberRow(row: MemberJson): MemberRow {
  return {
    channelId: row.channel_id,
    userId: row.user_id,
    role: row.role,
    chosen: row.chosen,
    joinedAt: new Date(row.joined_at),
    leftAt: null,
    revision: row.revision,
    userRevision: row.user_revision,
    readNumber: row.read_number,
    readCounted: row.read_counted,
    readVersion: row.read_version,
    skipped: row.skipped,
    follows: row.follows,
    notify: row.notify,
    lastSentAt: row.last_sent_at === null ? null : new Date(row.last_sent_at),
  }
}
