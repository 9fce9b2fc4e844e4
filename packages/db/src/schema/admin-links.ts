import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Links that make whoever opens one the first admin. They are printed when a server starts that has no admin. */
export const adminLinks = pgTable('admin_links', {
  /** SHA-256 of the token in the link, in hex. The token itself is stored nowhere. */
  tokenHash: text().primaryKey(),
  createdAt: moment().notNull().defaultNow(),
})
