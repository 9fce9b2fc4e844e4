import { sql } from 'drizzle-orm'
import { index, jsonb, pgEnum, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { counter, moment, position } from './columns.ts'
import { users } from './users.ts'

export const scheduledState = pgEnum('scheduled_state', ['waiting', 'sent', 'failed', 'cancelled'])
export const reminderState = pgEnum('reminder_state', ['waiting', 'due', 'deleted'])

/** Messages to be sent later. Their jobs only carry the id: what is to be done stands here. */
export const scheduledMessages = pgTable(
  'scheduled_messages',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    /** That of the message, so that trying again never sends it twice. */
    clientId: uuid().notNull(),
    content: text().notNull(),
    metadata: jsonb().$type<Record<string, string>>().notNull().default({}),
    replyTo: position(),
    attachmentIds: uuid().array().notNull().default(sql`'{}'::uuid[]`),
    sendAt: moment().notNull(),
    /** Since when it is being sent, and cannot be cancelled any more; the state follows. */
    begunAt: moment(),
    state: scheduledState().notNull().default('waiting'),
    error: text(),
    number: position(),
    createdAt: moment().notNull().defaultNow(),
    /** The user's revision at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [
    unique('scheduled_messages_client_key').on(t.userId, t.clientId),
    index('scheduled_messages_user_revision').on(t.userId, t.userRevision),
  ],
)

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
    /** The user's revision at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [index('reminders_user_revision').on(t.userId, t.userRevision)],
)
