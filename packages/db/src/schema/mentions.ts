import { bigint, index, pgTable, unique, uuid } from 'drizzle-orm/pg-core'
import { messageForeignKey } from './message-foreign-key.ts'
import { users } from './users.ts'

/** Whom messages mention, for counting unread mentions. A row without a user stands for everyone in the channel. */
export const mentions = pgTable(
  'mentions',
  {
    channelId: uuid().notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    userId: uuid().references(() => users.id, { onDelete: 'cascade' }),
    /** Who wrote the message. It calls neither them nor those who have blocked them. */
    authorId: uuid(),
  },
  (t) => [
    messageForeignKey('mentions', t),
    unique('mentions_key').on(t.channelId, t.number, t.userId).nullsNotDistinct(),
    index('mentions_user').on(t.userId, t.channelId, t.number),
  ],
)
