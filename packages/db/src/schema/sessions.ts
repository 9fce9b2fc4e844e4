import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { users } from './users.ts'

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the token, in hex. The token itself is stored nowhere: who reads the database cannot use any session. */
    tokenHash: text().primaryKey(),
    /** Names the session, for people and procedures. Nobody can sign in with it. */
    id: uuid().notNull().unique().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().defaultNow(),
    lastUsedAt: moment().notNull().defaultNow(),
    /** Moves on while the session is used. */
    expiresAt: moment().notNull(),
    /** The session ends at this time, however much it is used. */
    endsAt: moment().notNull(),
    userAgent: text(),
    address: text(),
  },
  (t) => [index('sessions_user').on(t.userId)],
)
