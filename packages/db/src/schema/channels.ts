import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { counter, lower, moment, position } from './columns.ts'
import { users } from './users.ts'

export const channelKind = pgEnum('channel_kind', ['direct', 'group', 'public', 'announcement', 'thread'])
export const memberRole = pgEnum('member_role', ['owner', 'admin', 'member'])
export const notifyLevel = pgEnum('notify_level', ['all', 'mentions', 'none'])

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
    // Those that anybody may read, without a look at the many threads.
    index('channels_open').on(t.id).where(sql`${t.kind} in ('public', 'announcement')`),
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
    /** The user's revision at which it last changed for its owner: joined, left, marker, notify. */
    userRevision: counter(),
    readNumber: counter(),
    /** The channel's `counted` at `readNumber`. */
    readCounted: counter(),
    readVersion: counter(),
    notify: notifyLevel().notNull().default('all'),
    /** When they last wrote here, for slow mode. */
    lastSentAt: moment(),
  },
  (t) => [
    primaryKey({ columns: [t.channelId, t.userId] }),
    index('members_revision').on(t.channelId, t.revision),
    index('members_user_revision').on(t.userId, t.userRevision),
    check('members_marker', sql`${t.readNumber} >= ${t.readCounted} and ${t.readCounted} >= 0`),
  ],
)

/** Whoever has the code may join. */
export const invites = pgTable(
  'invites',
  {
    id: uuid().primaryKey().defaultRandom(),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    code: text().notNull().unique('invites_code_key'),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    createdAt: moment().notNull().defaultNow(),
    expiresAt: moment(),
    maxUses: integer(),
    uses: integer().notNull().default(0),
    revokedAt: moment(),
  },
  (t) => [
    index('invites_channel').on(t.channelId, t.createdAt),
    check('invites_uses', sql`${t.uses} >= 0 and (${t.maxUses} is null or ${t.uses} <= ${t.maxUses})`),
  ],
)

/** What somebody has begun to write. An empty one stays, since it is how their other devices hear of it. */
export const drafts = pgTable(
  'drafts',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    content: text().notNull(),
    replyTo: position(),
    updatedAt: moment().notNull().defaultNow(),
    /** The user's revision at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.channelId] }), index('drafts_user_revision').on(t.userId, t.userRevision)],
)
