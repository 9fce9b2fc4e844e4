import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { moment, position } from './columns.ts'
import { users } from './users.ts'

/** What somebody told the admins of the server about a person, or about a message of theirs. */
export const reports = pgTable(
  'reports',
  {
    id: uuid().primaryKey().defaultRandom(),
    reporterId: uuid().references(() => users.id, { onDelete: 'set null' }),
    userId: uuid().references(() => users.id, { onDelete: 'cascade' }),
    channelId: uuid().references(() => channels.id, { onDelete: 'cascade' }),
    number: position(),
    /** What the message said then. */
    content: text(),
    reason: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    resolvedAt: moment(),
    resolvedBy: uuid().references(() => users.id, { onDelete: 'set null' }),
  },
  (t) => [
    index('reports_created').on(t.createdAt, t.id),
    check('reports_about', sql`${t.userId} is not null or ${t.channelId} is not null`),
  ],
)
