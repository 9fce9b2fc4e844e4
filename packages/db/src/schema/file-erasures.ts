import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/**
 * Keys of bytes in the file store that a deleted row of `attachments` no longer needs. A trigger writes them in the transaction
 * that deletes the row, whatever the reason is. So no failure and no crash leaves bytes behind that nobody knows of.
 */
export const fileErasures = pgTable('file_erasures', {
  storeKey: text().primaryKey(),
  createdAt: moment().notNull().defaultNow(),
})
