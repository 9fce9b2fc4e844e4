import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { counter, moment } from './columns.ts'
import { users } from './users.ts'

/** Who has blocked whom. A lifted block keeps its row (`liftedAt`), since that row tells the user's other devices of it. */
export const blocks = pgTable(
  'blocks',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    blockedId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().defaultNow(),
    liftedAt: moment(),
    /** The revision in the user's own stream at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.blockedId] }),
    index('blocks_user_revision').on(t.userId, t.userRevision),
    // The message log asks for each author who has blocked them.
    index('blocks_blocked').on(t.blockedId).where(sql`${t.liftedAt} is null`),
    check('blocks_not_oneself', sql`${t.userId} <> ${t.blockedId}`),
  ],
)
