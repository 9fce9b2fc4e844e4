import { boolean, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { counter, moment, position } from './columns.ts'
import { users } from './users.ts'

/**
 * Which messages somebody has saved for later. The row of one that was taken away stays, with `saved` false, because
 * that is how the user's other devices learn of it.
 */
export const saved = pgTable(
  'saved',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    number: position().notNull(),
    saved: boolean().notNull().default(true),
    savedAt: moment().notNull().defaultNow(),
    /** The revision in the user's own stream at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.channelId, t.number] }),
    index('saved_user_revision').on(t.userId, t.userRevision),
  ],
)
