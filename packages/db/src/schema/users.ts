import { sql } from 'drizzle-orm'
import { boolean, check, index, pgEnum, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { counter, lower, moment } from './columns.ts'

export const userRole = pgEnum('user_role', ['user', 'admin'])

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

/** Whom somebody does not want to hear of. `liftedAt`: not any more; the row stays, since it is how their devices hear of it. */
export const blocks = pgTable(
  'blocks',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    blockedId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().defaultNow(),
    liftedAt: moment(),
    /** The user's revision at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.blockedId] }),
    index('blocks_user_revision').on(t.userId, t.userRevision),
    check('blocks_not_oneself', sql`${t.userId} <> ${t.blockedId}`),
  ],
)
