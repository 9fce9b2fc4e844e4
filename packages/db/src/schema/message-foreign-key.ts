import { type AnyPgColumn, foreignKey } from 'drizzle-orm/pg-core'
import { messages } from './messages.ts'

/** For tables whose rows belong to a message, and are deleted with it. */
export function messageForeignKey(table: string, t: { channelId: AnyPgColumn; number: AnyPgColumn }) {
  return foreignKey({
    name: `${table}_message_fk`,
    columns: [t.channelId, t.number],
    foreignColumns: [messages.channelId, messages.number],
  }).onDelete('cascade')
}
