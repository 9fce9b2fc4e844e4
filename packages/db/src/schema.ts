import { type SQL, sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

// A counter or position. JavaScript's safe integers reach 9e15: a channel with a million messages a second lasts 285 years.
const counter = () => bigint({ mode: 'number' }).notNull().default(0)
const moment = () => timestamp({ withTimezone: true, mode: 'date' })

export const userRole = pgEnum('user_role', ['user', 'admin'])
export const channelKind = pgEnum('channel_kind', ['direct', 'group', 'public', 'announcement', 'thread'])
export const memberRole = pgEnum('member_role', ['owner', 'admin', 'member'])
export const notifyLevel = pgEnum('notify_level', ['all', 'mentions', 'none'])
export const messageKind = pgEnum('message_kind', ['user', 'system'])
export const everyoneMention = pgEnum('everyone_mention', ['channel', 'here'])

/** One row. `epoch` is renewed when a backup is restored, so that clients drop what they hold from a future that never was. */
export const instance = pgTable(
  'instance',
  { one: boolean().primaryKey().default(true), epoch: uuid().notNull().defaultRandom() },
  (t) => [check('instance_one_row', sql`${t.one}`)],
)

export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey().defaultRandom(),
    username: text().notNull(),
    email: text().notNull(),
    passwordHash: text().notNull(),
    fullName: text(),
    avatarUrl: text(),
    statusText: text(),
    role: userRole().notNull().default('user'),
    emailVerified: boolean().notNull().default(false),
    twoFactor: boolean().notNull().default(false),
    createdAt: moment().notNull().defaultNow(),
    lastLoginAt: moment(),
    lastSeenAt: moment(),
    /** Head of this user's own stream: memberships, markers, profile. */
    revision: counter(),
    /** The revision at which the profile last changed. Others see this one: the head would tell them when I read. */
    profileRevision: counter(),
    /** When that was: nodes look for recent ones, since a push of it may be lost. Null: never since the account was made. */
    profileChangedAt: moment(),
    /** Since when they may not sign in; their sessions ended then. */
    suspendedAt: moment(),
  },
  (t) => [
    index('users_profile_changed').on(t.profileChangedAt).where(sql`${t.profileChangedAt} is not null`),
    uniqueIndex('users_username_key').on(lower(t.username)),
    uniqueIndex('users_email_key').on(lower(t.email)),
    check('users_username_length', sql`char_length(${t.username}) between 3 and 50`),
    check('users_email_length', sql`char_length(${t.email}) <= 100`),
  ],
)

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the token, in hex. The token itself is nowhere at rest. */
    tokenHash: text().primaryKey(),
    /** Names the session to people and procedures; opens nothing. */
    id: uuid().notNull().unique().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().defaultNow(),
    lastUsedAt: moment().notNull().defaultNow(),
    /** Slides while the session is used. */
    expiresAt: moment().notNull(),
    /** Never moves. */
    endsAt: moment().notNull(),
    userAgent: text(),
    address: text(),
  },
  (t) => [index('sessions_user').on(t.userId)],
)

export const channels = pgTable(
  'channels',
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: channelKind().notNull(),
    name: text(),
    description: text(),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    createdAt: moment().notNull().defaultNow(),
    archivedAt: moment(),
    slowModeSeconds: integer().notNull().default(0),
    firstNumber: bigint({ mode: 'number' }).notNull().default(1),
    lastNumber: counter(),
    /** How many of them are not system notices. */
    counted: counter(),
    revision: counter(),
    /** The revision at which this row itself last changed: name, description, archived, slow mode. */
    changedRevision: counter(),
    /** The two user ids in order, joined by a colon: one direct conversation per pair. */
    directKey: text().unique('channels_direct_key'),
    /** Makes a retried `create` find the channel of the first try. */
    clientId: uuid(),
    parentChannelId: uuid(),
    parentNumber: bigint({ mode: 'number' }),
  },
  (t) => [
    unique('channels_created_client_key').on(t.createdBy, t.clientId),
    uniqueIndex('channels_parent_key').on(t.parentChannelId, t.parentNumber),
    index('channels_browse')
      .on(lower(t.name), t.id)
      .where(sql`${t.kind} in ('public', 'announcement') and ${t.archivedAt} is null`),
    check('channels_direct', sql`(${t.kind} = 'direct') = (${t.directKey} is not null)`),
    // A check passes on null, hence `is not null`.
    check(
      'channels_name',
      sql`${t.kind} in ('direct', 'thread') or (${t.name} is not null and char_length(${t.name}) between 1 and 100)`,
    ),
    check('channels_counters', sql`${t.lastNumber} >= ${t.counted} and ${t.revision} >= ${t.lastNumber}`),
  ],
)

export const members = pgTable(
  'members',
  {
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: memberRole().notNull().default('member'),
    joinedAt: moment().notNull().defaultNow(),
    leftAt: moment(),
    /** The channel's revision at which this row last changed for everyone: joined, left, role. */
    revision: counter(),
    /** The user's revision at which it last changed for its owner: the same, and marker and notify. */
    userRevision: counter(),
    readNumber: counter(),
    /** The channel's `counted` at `readNumber`. */
    readCounted: counter(),
    readVersion: counter(),
    notify: notifyLevel().notNull().default('all'),
  },
  (t) => [
    primaryKey({ columns: [t.channelId, t.userId] }),
    index('members_revision').on(t.channelId, t.revision),
    index('members_user_revision').on(t.userId, t.userRevision),
    check('members_marker', sql`${t.readNumber} >= ${t.readCounted} and ${t.readCounted} >= 0`),
  ],
)

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

/** Goes with its message. */
function ofMessage(table: string, t: { channelId: AnyPgColumn; number: AnyPgColumn }) {
  return foreignKey({
    name: `${table}_message_fk`,
    columns: [t.channelId, t.number],
    foreignColumns: [messages.channelId, messages.number],
  }).onDelete('cascade')
}

function lower(column: unknown): SQL {
  return sql`lower(${column})`
}
