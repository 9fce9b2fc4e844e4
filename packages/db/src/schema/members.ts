import { sql } from 'drizzle-orm'
import { boolean, check, index, pgEnum, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { counter, moment } from './columns.ts'
import { users } from './users.ts'

export const memberRole = pgEnum('member_role', ['owner', 'admin', 'member'])
export const notifyLevel = pgEnum('notify_level', ['all', 'mentions', 'none'])

/** Its pages are filled to a half (migration 0016), so that counts change in the rows alone and not in the indexes too. */
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
    /** False: somebody else has added them, and they have not joined by themselves. Whoever writes has chosen it, too. */
    chosen: boolean().notNull().default(true),
    joinedAt: moment().notNull().defaultNow(),
    leftAt: moment(),
    /** The channel's revision at which this row last changed for everyone: joined, left, or got another role. */
    revision: counter(),
    /** The revision in the user's own stream at which it last changed for them: joined, left, read marker, `notify`. */
    userRevision: counter(),
    readNumber: counter(),
    /** The channel's `counted` at `readNumber`. */
    readCounted: counter(),
    readVersion: counter(),
    /**
     * How many messages after `readNumber` count in the channel and are nothing new for this member: their own ones, deleted
     * ones, and those by people whom they have blocked. Unread is the channel's `counted`, less `readCounted`, less this.
     */
    skipped: counter(),
    /**
     * False: the member has ended following this thread, and nothing but themselves begins it again. They are shown no
     * membership, but may have the thread's stream while they look at it.
     */
    follows: boolean().notNull().default(true),
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
