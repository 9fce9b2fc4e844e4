import { sql } from 'drizzle-orm'
import { boolean, check, integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { counter } from './columns.ts'

/** One row, about this database as a whole. */
export const instance = pgTable(
  'instance',
  {
    one: boolean().primaryKey().default(true),
    /** Renewed when a backup is restored, so that clients drop what they have from after the backup. */
    epoch: uuid().notNull().defaultRandom(),
    /** Of the SQL functions that are installed, see functions.ts. 0: those of the migrations. */
    functionsVersion: integer().notNull().default(0),
    /** The version of the fold by which the emoji of all reactions are spelled. */
    reactionsFoldVersion: integer().notNull().default(0),
    /** The newest revision of the stream of all user groups. */
    groupsRevision: counter(),
    /** Grows with every change of the filters, which each node keeps in memory. */
    filtersRevision: counter(),
  },
  (t) => [check('instance_one_row', sql`${t.one}`)],
)
