import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { messageForeignKey } from './message-foreign-key.ts'

/** The content of messages before they were edited. */
export const messageVersions = pgTable(
  'message_versions',
  {
    channelId: uuid().notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    /** The revision that the message had while this was its content. */
    revision: bigint({ mode: 'number' }).notNull(),
    content: text().notNull(),
    writtenAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.number, t.revision] }), messageForeignKey('message_versions', t)],
)
