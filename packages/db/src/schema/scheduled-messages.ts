import { sql } from 'drizzle-orm'
import { index, jsonb, pgEnum, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { counter, moment, position } from './columns.ts'
import { users } from './users.ts'

export const scheduledState = pgEnum('scheduled_state', ['waiting', 'sent', 'failed', 'cancelled'])

/** Messages to be sent at a given time. A job only carries the id of a row, and the row says what is to be done. */
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
    /** The client id of the message, so that trying again never sends it twice. */
    clientId: uuid().notNull(),
    content: text().notNull(),
    metadata: jsonb().$type<Record<string, string>>().notNull().default({}),
    replyTo: position(),
    attachmentIds: uuid().array().notNull().default(sql`'{}'::uuid[]`),
    sendAt: moment().notNull(),
    /** Since when the message is being sent: it cannot be cancelled any more. `state` changes when it has been sent. */
    begunAt: moment(),
    state: scheduledState().notNull().default('waiting'),
    error: text(),
    number: position(),
    createdAt: moment().notNull().defaultNow(),
    /** The revision in the user's own stream at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [
    unique('scheduled_messages_client_key').on(t.userId, t.clientId),
    index('scheduled_messages_user_revision').on(t.userId, t.userRevision),
  ],
)
