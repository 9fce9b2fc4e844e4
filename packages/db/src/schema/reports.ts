import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { moment, position } from './columns.ts'
import { users } from './users.ts'

/** Reports to the admins of the server, about a person or about one of their messages. */
export const reports = pgTable(
  'reports',
  {
    id: uuid().primaryKey().defaultRandom(),
    reporterId: uuid().references(() => users.id, { onDelete: 'set null' }),
    userId: uuid().references(() => users.id, { onDelete: 'cascade' }),
    channelId: uuid().references(() => channels.id, { onDelete: 'cascade' }),
    number: position(),
    /** The content of the message when it was reported. */
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
