import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { moment, position } from './columns.ts'
import { users } from './users.ts'

export const attachmentState = pgEnum('attachment_state', ['waiting', 'ready', 'refused'])

/**
 * Files that people upload or have uploaded. A file that was sent belongs to a message. Several rows may share the same bytes in
 * the file store, since a forwarded message has rows of its own.
 */
export const attachments = pgTable(
  'attachments',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid().references(() => users.id, { onDelete: 'set null' }),
    /** The channel that it may be sent to. Null for an avatar, an emoji, or the picture of a link preview. */
    channelId: uuid().references(() => channels.id, { onDelete: 'cascade' }),
    /** The number of its message; null while it is not sent. */
    number: position(),
    state: attachmentState().notNull().default('waiting'),
    /** Why the file was refused, in words for the user. */
    refusal: text(),
    name: text().notNull(),
    type: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    width: integer(),
    height: integer(),
    preview: text(),
    /** What cameras write about place and device may still be in it, since it could not be taken out. */
    keepsMetadata: boolean().notNull().default(false),
    /** Where the bytes are in the file store. */
    storeKey: text().notNull(),
    /** The smaller forms of a picture. */
    forms: jsonb()
      .$type<{ width: number; height: number; type: string; size: number; storeKey: string }[]>()
      .notNull()
      .default([]),
    /** What a row without a channel is used for. Null: for nothing yet; after a while such a row is an orphan, and is deleted. */
    usedFor: text().$type<'avatar' | 'emoji' | 'preview'>(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index('attachments_message').on(t.channelId, t.number).where(sql`${t.number} is not null`),
    index('attachments_orphans').on(t.createdAt).where(sql`${t.number} is null and ${t.usedFor} is null`),
    index('attachments_unsent').on(t.userId).where(sql`${t.number} is null and ${t.usedFor} is null`),
    index('attachments_previews').on(t.createdAt).where(sql`${t.usedFor} = 'preview'`),
    index('attachments_store_key').on(t.storeKey),
    // How much somebody keeps is added up from this index alone.
    index('attachments_user').on(t.userId, t.id, t.storeKey, t.size),
    check('attachments_size', sql`${t.size} >= 0`),
  ],
)
