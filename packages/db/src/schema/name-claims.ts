import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

/**
 * The names that are taken, in every form that people would take for them. A name has several keys, and each key
 * belongs to the one who had it first. There is no foreign key to the owner, since it may be of either kind: claims of
 * somebody who is gone are removed by the next one who wants the key.
 */
export const nameClaims = pgTable(
  'name_claims',
  {
    /** `user`: usernames and the handles of user groups, since a mention may mean either. */
    kind: text().$type<'user' | 'channel'>().notNull(),
    key: text().notNull(),
    ownerId: uuid().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.key] }), index('name_claims_owner').on(t.ownerId)],
)
