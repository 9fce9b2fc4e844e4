import type { LinkPreview } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { moment, position } from './columns.ts'
import { users } from './users.ts'

export const attachmentState = pgEnum('attachment_state', ['waiting', 'ready', 'refused'])

/**
 * A file that somebody uploads or has uploaded. One that was sent belongs to a message; several rows may share the bytes, since a
 * forwarded message has rows of its own.
 */
export const attachments = pgTable(
  'attachments',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid().references(() => users.id, { onDelete: 'set null' }),
    /** Where it may be sent, and later was. Null: a person's picture, an emoji, the picture of a link. */
    channelId: uuid().references(() => channels.id, { onDelete: 'cascade' }),
    /** Of the message; null while it is not sent. */
    number: position(),
    state: attachmentState().notNull().default('waiting'),
    /** Why it was refused, in words. */
    refusal: text(),
    name: text().notNull(),
    type: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    width: integer(),
    height: integer(),
    preview: text(),
    /** Where the bytes are in the store, and the smaller forms of a picture. */
    storeKey: text().notNull(),
    forms: jsonb()
      .$type<{ width: number; height: number; type: string; size: number; storeKey: string }[]>()
      .notNull()
      .default([]),
    /** What a row without a channel is used for; null: nothing yet, so that it is an orphan after a while. */
    usedFor: text().$type<'avatar' | 'emoji' | 'preview'>(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index('attachments_message').on(t.channelId, t.number).where(sql`${t.number} is not null`),
    index('attachments_orphans').on(t.createdAt).where(sql`${t.number} is null and ${t.usedFor} is null`),
    index('attachments_unsent').on(t.userId).where(sql`${t.number} is null and ${t.usedFor} is null`),
    index('attachments_store_key').on(t.storeKey),
    check('attachments_size', sql`${t.size} > 0`),
  ],
)

/**
 * Where bytes lie that a row no longer needs. A trigger on `attachments` writes it in the transaction in which the row goes,
 * for whatever reason: so nothing that fails, and no crash, leaves bytes behind of which nobody knows.
 */
export const fileErasures = pgTable('file_erasures', {
  storeKey: text().primaryKey(),
  createdAt: moment().notNull().defaultNow(),
})

/** The server's own, written as `:name:`. */
export const emojis = pgTable('emojis', {
  name: text().primaryKey(),
  attachmentId: uuid()
    .notNull()
    .references(() => attachments.id),
  createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
  createdAt: moment().notNull().defaultNow(),
})

/** What pages said of themselves when they were last looked at. */
export const linkPreviews = pgTable('link_previews', {
  url: text().primaryKey(),
  fetchedAt: moment().notNull().defaultNow(),
  /** Null: nothing that could be shown; it is not asked again before it is old. */
  preview: jsonb().$type<LinkPreview>(),
  /** Until then somebody else is looking at it. */
  takenUntil: moment(),
})
