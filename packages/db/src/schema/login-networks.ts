import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { users } from './users.ts'

/** From where people have logged in with their password, so that strangers who guess it do not lock them out there. */
export const loginNetworks = pgTable(
  'login_networks',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** An IPv4 address, or the first half of an IPv6 address: see `networkOf`. */
    network: text().notNull(),
    lastLoginAt: moment().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.network] })],
)
