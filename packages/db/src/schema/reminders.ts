import { index, pgEnum, pgTable, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { counter, moment, position } from './columns.ts'
import { users } from './users.ts'

export const reminderState = pgEnum('reminder_state', ['waiting', 'due', 'deleted'])

export const reminders = pgTable(
  'reminders',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    number: position().notNull(),
    at: moment().notNull(),
    state: reminderState().notNull().default('waiting'),
    createdAt: moment().notNull().defaultNow(),
    /** The revision in the user's own stream at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [index('reminders_user_revision').on(t.userId, t.userRevision)],
)
