import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { users } from './users.ts'

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the token, in hex. The token itself is stored nowhere: who reads the database cannot use any session. */
    tokenHash: text().primaryKey(),
    /**
     * SHA-256 of what all tokens of this session begin with. By it a token is known again that was replaced. Null for a
     * session from before tokens were replaced.
     */
    familyHash: text().unique('sessions_family_hash_key'),
    /** The token that the current one has replaced, until the current one is used. */
    previousHash: text(),
    /** When `previousHash` ends in any case. */
    previousUntil: moment(),
    /** From it and the previous token the current one is made, so that asking again gives the same. */
    successorSeed: text(),
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
