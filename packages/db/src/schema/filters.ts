import { sql } from 'drizzle-orm'
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { users } from './users.ts'

/** Words and links that people may not write on this server, and exceptions from them. */
export const filters = pgTable(
  'filters',
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: text().$type<'word' | 'link'>().notNull(),
    /** As an admin wrote it. It is folded when it is compared. */
    pattern: text().notNull(),
    action: text().$type<'refuse' | 'allow'>().notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('filters_kind_pattern').on(t.kind, t.pattern),
    check('filters_kind', sql`${t.kind} in ('word', 'link')`),
    check('filters_action', sql`${t.action} in ('refuse', 'allow')`),
  ],
)
