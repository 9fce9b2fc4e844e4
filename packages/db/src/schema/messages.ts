import type { Attachment, LinkPreview, Message, Poll } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { moment, position } from './columns.ts'
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
    metadata: jsonb().$type<Record<string, string>>().notNull().default({}),
    replyTo: bigint({ mode: 'number' }),
    /** The running total of messages that are not system notices, this one included. */
    counted: bigint({ mode: 'number' }).notNull(),
    // What most messages have none of is null, and takes no room in the row.
    /** The thread below it, once somebody has replied. A copy of what the thread's own row and messages say. */
    threadChannelId: uuid(),
    threadReplies: bigint({ mode: 'number' }),
    threadLastReplyAt: moment(),
    /** Who replied first; three at most. */
    threadUserIds: uuid().array(),
    mentionedUserIds: uuid().array(),
    mentionedEveryone: everyoneMention(),
    /** A copy of what `reactions` says, so that a page of messages is read with one query. */
    reactions: jsonb().$type<{ emoji: string; count: number; userIds: string[] }[]>(),
    pinnedAt: moment(),
    /** A copy of what `attachments` says, for the same reason. */
    attachments: jsonb().$type<Attachment[]>(),
    /** Options, and a copy of what `poll_votes` says. */
    poll: jsonb().$type<Poll>(),
    previews: jsonb().$type<LinkPreview[]>(),
    forwarded: jsonb().$type<NonNullable<Message['forwarded']>>(),
  },
  (t) => [
    primaryKey({ columns: [t.channelId, t.number] }),
    unique('messages_client_key').on(t.channelId, t.userId, t.clientId),
    index('messages_revision').on(t.channelId, t.revision),
    index('messages_pinned').on(t.channelId, t.pinnedAt).where(sql`${t.pinnedAt} is not null`),
    check('messages_content', sql`char_length(${t.content}) <= 8000`),
    check('messages_counters', sql`${t.number} >= ${t.counted} and ${t.revision} >= ${t.number} and ${t.number} > 0`),
  ],
)

/** Whom an unread message calls. One row without a user stands for everyone in the channel. */
export const mentions = pgTable(
  'mentions',
  {
    channelId: uuid().notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    userId: uuid().references(() => users.id, { onDelete: 'cascade' }),
  },
  (t) => [
    ofMessage('mentions', t),
    unique('mentions_key').on(t.channelId, t.number, t.userId).nullsNotDistinct(),
    index('mentions_user').on(t.userId, t.channelId, t.number),
  ],
)

export const reactions = pgTable(
  'reactions',
  {
    channelId: uuid().notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    emoji: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.number, t.emoji, t.userId] }), ofMessage('reactions', t)],
)

/** What a message said before it was edited. */
export const messageVersions = pgTable(
  'message_versions',
  {
    channelId: uuid().notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    /** The message's own, while this was its content. */
    revision: bigint({ mode: 'number' }).notNull(),
    content: text().notNull(),
    writtenAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.number, t.revision] }), ofMessage('message_versions', t)],
)

/** What was chosen in a poll, which is a message. */
export const pollVotes = pgTable(
  'poll_votes',
  {
    channelId: uuid().notNull(),
    number: position().notNull(),
    /** The place of the choice in the poll, from 0. */
    option: integer().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.number, t.option, t.userId] }), ofMessage('poll_votes', t)],
)

/** Goes with its message. */
export function ofMessage(table: string, t: { channelId: AnyPgColumn; number: AnyPgColumn }) {
  return foreignKey({
    name: `${table}_message_fk`,
    columns: [t.channelId, t.number],
    foreignColumns: [messages.channelId, messages.number],
  }).onDelete('cascade')
}
