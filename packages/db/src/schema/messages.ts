import type { Attachment, LinkPreview, Message, Poll } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgEnum, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { moment } from './columns.ts'
import { users } from './users.ts'

export const messageKind = pgEnum('message_kind', ['user', 'system'])
export const everyoneMention = pgEnum('everyone_mention', ['channel', 'here'])

export const messages = pgTable(
  'messages',
  {
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    number: bigint({ mode: 'number' }).notNull(),
    revision: bigint({ mode: 'number' }).notNull(),
    kind: messageKind().notNull().default('user'),
    userId: uuid().references(() => users.id, { onDelete: 'set null' }),
    clientId: uuid().notNull(),
    content: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    editedAt: moment(),
    deletedAt: moment(),
    /** The channel's revision at which it was deleted. The row may change after that: a thread below it gets replies. */
    deletedRevision: bigint({ mode: 'number' }),
    metadata: jsonb().$type<Record<string, string>>().notNull().default({}),
    replyTo: bigint({ mode: 'number' }),
    /** How many messages of the channel up to this one, and including it, are not system notices. */
    counted: bigint({ mode: 'number' }).notNull(),
    // Most messages have none of the following. Then it is null, which takes no room in the row.
    /**
     * The thread of this message, once somebody has replied. These four are copies of what the thread's own rows say. Deleted
     * replies are left out.
     */
    threadChannelId: uuid(),
    threadReplies: bigint({ mode: 'number' }),
    threadLastReplyAt: moment(),
    /** The first three people who replied. */
    threadUserIds: uuid().array(),
    mentionedUserIds: uuid().array(),
    mentionedEveryone: everyoneMention(),
    /** A copy of the rows in `reactions`, so that a page of messages is read with one query. */
    reactions: jsonb().$type<{ emoji: string; count: number; userIds: string[] }[]>(),
    pinnedAt: moment(),
    /** A copy of the rows in `attachments`, for the same reason. */
    attachments: jsonb().$type<Attachment[]>(),
    /** The options of the poll, and a copy of the rows in `poll_votes`. */
    poll: jsonb().$type<Poll>(),
    previews: jsonb().$type<LinkPreview[]>(),
    forwarded: jsonb().$type<NonNullable<Message['forwarded']>>(),
  },
  (t) => [
    primaryKey({ columns: [t.channelId, t.number] }),
    unique('messages_client_key').on(t.channelId, t.userId, t.clientId),
    index('messages_revision').on(t.channelId, t.revision),
    // Finds whether a picture is still shown by a message.
    index('messages_previews').using('gin', t.previews.op('jsonb_path_ops')).where(sql`${t.previews} is not null`),
    index('messages_pinned').on(t.channelId, t.pinnedAt).where(sql`${t.pinnedAt} is not null`),
    check('messages_content', sql`char_length(${t.content}) <= 8000`),
    check('messages_counters', sql`${t.number} >= ${t.counted} and ${t.revision} >= ${t.number} and ${t.number} > 0`),
  ],
)
