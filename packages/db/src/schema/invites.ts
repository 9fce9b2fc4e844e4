import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { moment } from './columns.ts'
import { users } from './users.ts'

/** Whoever has the code of an invite may join its channel. */
export const invites = pgTable(
  'invites',
  {
    id: uuid().primaryKey().defaultRandom(),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    code: text().notNull().unique('invites_code_key'),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    createdAt: moment().notNull().defaultNow(),
    expiresAt: moment(),
    maxUses: integer(),
    uses: integer().notNull().default(0),
    revokedAt: moment(),
  },
  (t) => [
    index('invites_channel').on(t.channelId, t.createdAt),
    check('invites_uses', sql`${t.uses} >= 0 and (${t.maxUses} is null or ${t.uses} <= ${t.maxUses})`),
  ],
)
