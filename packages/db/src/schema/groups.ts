import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { counter, moment } from './columns.ts'
import { users } from './users.ts'

/**
 * User groups, which are called by `@handle`. The row of one that was deleted stays without members, because that is how
 * streams learn of it.
 */
export const groups = pgTable(
  'groups',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** In lower case. Claims on it are among those on usernames, see name-claims.ts. */
    handle: text().notNull(),
    name: text().notNull(),
    description: text(),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    createdAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
    /** The value of `instance.groups_revision` at which this group last changed. */
    revision: counter(),
    /** The version of the fold by which the claims on the handle were made. */
    foldVersion: integer().notNull().default(0),
  },
  (t) => [
    uniqueIndex('groups_handle_key').on(t.handle).where(sql`${t.deletedAt} is null`),
    index('groups_revision').on(t.revision),
    check('groups_handle_length', sql`char_length(${t.handle}) between 3 and 50`),
  ],
)

export const groupMembers = pgTable(
  'group_members',
  {
    groupId: uuid()
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.groupId, t.userId] }), index('group_members_user').on(t.userId)],
)
