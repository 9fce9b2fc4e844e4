import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { counter, moment, position } from './columns.ts'
import { users } from './users.ts'

/** What somebody has begun to write. An empty draft keeps its row, since that row tells the user's other devices of it. */
export const drafts = pgTable(
  'drafts',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    content: text().notNull(),
    replyTo: position(),
    updatedAt: moment().notNull().defaultNow(),
    /** The revision in the user's own stream at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.channelId] }), index('drafts_user_revision').on(t.userId, t.userRevision)],
)
