import { sql } from 'drizzle-orm'
import { index, pgEnum, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { counter, moment } from './columns.ts'
import { users } from './users.ts'

export const invitationState = pgEnum('invitation_state', ['waiting', 'accepted', 'declined', 'withdrawn'])

/**
 * Whom somebody wants to have in a channel, but may not add without asking. An answered invitation keeps its row, since
 * that row tells the user's other devices of the answer.
 */
export const invitations = pgTable(
  'invitations',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    invitedBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    invitedAt: moment().notNull().defaultNow(),
    state: invitationState().notNull().default('waiting'),
    /** The revision in the user's own stream at which this row last changed. */
    userRevision: counter(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.channelId] }),
    index('invitations_user_revision').on(t.userId, t.userRevision),
    index('invitations_channel').on(t.channelId).where(sql`${t.state} = 'waiting'`),
    index('invitations_invited_by').on(t.invitedBy).where(sql`${t.state} = 'waiting'`),
  ],
)
