import { sql } from 'drizzle-orm'
import { boolean, check, pgTable, uuid } from 'drizzle-orm/pg-core'

/** One row. `epoch` is renewed when a backup is restored, so that clients drop what they hold from a future that never was. */
export const instance = pgTable(
  'instance',
  { one: boolean().primaryKey().default(true), epoch: uuid().notNull().defaultRandom() },
  (t) => [check('instance_one_row', sql`${t.one}`)],
)
