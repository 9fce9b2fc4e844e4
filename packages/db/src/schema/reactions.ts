import { sql } from 'drizzle-orm'
import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { messageForeignKey } from './message-foreign-key.ts'
import { users } from './users.ts'

export const reactions = pgTable(
  'reactions',
  {
    channelId: uuid().notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    emoji: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.number, t.emoji, t.userId] }), messageForeignKey('reactions', t)],
)
