import { sql } from 'drizzle-orm'
import { integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { moment, position } from './columns.ts'
import { messageForeignKey } from './message-foreign-key.ts'
import { users } from './users.ts'

/** The votes in polls. A poll is a message. */
export const pollVotes = pgTable(
  'poll_votes',
  {
    channelId: uuid().notNull(),
    number: position().notNull(),
    /** The index of the chosen option in the poll, from 0. */
    option: integer().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.number, t.option, t.userId] }), messageForeignKey('poll_votes', t)],
)
