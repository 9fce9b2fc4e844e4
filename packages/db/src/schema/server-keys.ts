import { pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Keys with which the servers of other applications sign their own users in. */
export const serverKeys = pgTable(
  'server_keys',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** SHA-256 of the key, in hex. The key itself is stored nowhere: who reads the database cannot use any. */
    keyHash: text().notNull(),
    /** The first characters of the key, by which people know it again. */
    hint: text().notNull(),
    name: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    /** Exact to a minute. Null: it was never used. */
    lastUsedAt: moment(),
    /** Since when it is refused. */
    revokedAt: moment(),
  },
  (t) => [uniqueIndex('server_keys_key_hash').on(t.keyHash)],
)
