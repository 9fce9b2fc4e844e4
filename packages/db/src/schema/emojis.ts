import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { attachments } from './attachments.ts'
import { moment } from './columns.ts'
import { users } from './users.ts'

/** The custom emoji of this server, written as `:name:`. */
export const emojis = pgTable('emojis', {
  name: text().primaryKey(),
  attachmentId: uuid()
    .notNull()
    .references(() => attachments.id),
  createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
  createdAt: moment().notNull().defaultNow(),
})
