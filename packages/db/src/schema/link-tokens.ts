import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { users } from './users.ts'

/** The links that were sent by mail: to set a new password, and to confirm an address. */
export const linkTokens = pgTable(
  'link_tokens',
  {
    /** SHA-256 of the token, in hex. The token itself is in the mail and nowhere else. */
    tokenHash: text().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purpose: text().$type<'reset' | 'verify'>().notNull(),
    /** Where the mail went: whoever opens the link reads what comes to this address. */
    email: text().notNull(),
    expiresAt: moment().notNull(),
  },
  (t) => [index('link_tokens_user').on(t.userId), index('link_tokens_expired').on(t.expiresAt)],
)
