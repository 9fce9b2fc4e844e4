import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { counter, moment } from './columns.ts'
import { users } from './users.ts'

/** What the authenticator app of a user knows. `users.twoFactor` says whether a login needs it. */
export const twoFactor = pgTable('two_factor', {
  userId: uuid()
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** Encrypted by a secret that is not in the database, so that who reads the database makes no codes. */
  sealedSecret: text().notNull(),
  createdAt: moment().notNull().defaultNow(),
  /** Null: the user has not shown yet that their app makes the right codes. */
  confirmedAt: moment(),
  /** The period of 30 s, counted from 1970, whose code was used last. That code and older ones are refused. */
  lastStep: counter(),
})

/** What opens an account in place of the authenticator app. A code that was used has no row any more. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** SHA-256, in hex. A code has 80 random bits, which nobody finds by trying. */
    codeHash: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
)
