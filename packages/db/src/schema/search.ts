import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { channels } from './channels.ts'
import { counter } from './columns.ts'

// What `messages.search` reads, written after the messages by packages/api/src/search, which explains it. It holds nothing
// that could not be made again. Foreign keys are missing on purpose: they would lock rows that senders need.

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

export const messageSearch = pgTable(
  'message_search',
  {
    channelId: uuid().notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    /** Whose members may read it: the channel, or the one above a thread. */
    homeId: uuid().notNull(),
    userId: uuid(),
    /** The message's `createdAt` in microseconds since 1970, and what decides between two of the same: the order of results. */
    at: bigint({ mode: 'number' }).notNull(),
    id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    /** Of `message_search_segments`, by `at`. */
    segment: integer().notNull(),
    /** Words with their places, and attributes; each behind the name of its segment. */
    terms: tsvector().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.channelId, t.number] }),
    index('message_search_at').on(t.at, t.id),
    index('message_search_home').on(t.homeId, t.at, t.id),
    // Without the list of pending entries, which every search would read through.
    index('message_search_terms').using('gin', t.terms).with({ fastupdate: false }),
  ],
)

/** Spans of time with some 65,000 messages each. One ends where the next starts; the newest is open. */
export const messageSearchSegments = pgTable('message_search_segments', {
  id: integer().primaryKey(),
  /** In microseconds since 1970. */
  startsAt: bigint({ mode: 'number' }).notNull().unique('message_search_segments_starts'),
  messages: counter(),
})

/** Up to which revision a channel's messages are in the index. */
export const messageSearchChannels = pgTable('message_search_channels', {
  channelId: uuid()
    .primaryKey()
    .references(() => channels.id, { onDelete: 'cascade' }),
  revision: counter(),
})

/** Every word of some length, once: where words are found by a part of them. Oldest first, which are the most frequent ones. */
export const messageSearchWords = pgTable('message_search_words', { word: text().primaryKey() })

/** One row: whoever writes the index holds its lock. */
export const messageSearchState = pgTable(
  'message_search_state',
  {
    one: boolean().primaryKey().default(true),
    /** How often words were taken out, so that nodes forget which ones they know to be there. */
    forgotten: counter(),
  },
  (t) => [check('message_search_state_one_row', sql`${t.one}`)],
)
