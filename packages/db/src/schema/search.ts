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

// The search index, which `messages.search` reads. packages/api/src/search writes it some time after the messages, and explains it.
// All of it can be made again from the messages. It has no foreign keys, on purpose: they would lock rows that senders need.

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

export const messageSearch = pgTable(
  'message_search',
  {
    channelId: uuid().notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    /** The channel whose members may read the message: its own, or for a thread the parent channel. */
    homeId: uuid().notNull(),
    userId: uuid(),
    /** The message's `createdAt` in microseconds since 1970. Results are ordered by it, and by `id` where it is the same. */
    at: bigint({ mode: 'number' }).notNull(),
    id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    /** The id in `message_search_segments` that `at` falls into. */
    segment: integer().notNull(),
    /** The words with their positions, and attributes. Each has the name of its segment before it. */
    terms: tsvector().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.channelId, t.number] }),
    index('message_search_at').on(t.at, t.id),
    index('message_search_home').on(t.homeId, t.at, t.id),
    // Without `fastupdate`: every search would have to read through its list of pending entries.
    index('message_search_terms').using('gin', t.terms).with({ fastupdate: false }),
  ],
)

/** Spans of time with some 65,000 messages each. A segment ends where the next one starts; the newest has no end yet. */
export const messageSearchSegments = pgTable('message_search_segments', {
  id: integer().primaryKey(),
  /** In microseconds since 1970. */
  startsAt: bigint({ mode: 'number' }).notNull().unique('message_search_segments_starts'),
  messages: counter(),
})

/** Up to which revision the messages of a channel are in the index. */
export const messageSearchChannels = pgTable('message_search_channels', {
  channelId: uuid()
    .primaryKey()
    .references(() => channels.id, { onDelete: 'cascade' }),
  revision: counter(),
})

/** Each word of some length, once, to find words by a part of them. Older rows come first: they hold the most frequent words. */
export const messageSearchWords = pgTable('message_search_words', { word: text().primaryKey() })

/** One row. Whoever writes the index holds its lock. */
export const messageSearchIndex = pgTable(
  'message_search_index',
  {
    one: boolean().primaryKey().default(true),
    /** How often words were deleted. When it has changed, nodes forget which words they know to be in the table. */
    forgotten: counter(),
    /** The version of the fold by which the words are folded. Nodes with an older fold do not write. */
    foldVersion: integer().notNull().default(0),
  },
  (t) => [check('message_search_index_one_row', sql`${t.one}`)],
)

/**
 * What `message_search_index` was before words had a version. It is empty: nodes of that release, which take the lock of
 * its row before they write, then leave the writing to others. The release after this one drops it.
 */
export const messageSearchState = pgTable(
  'message_search_state',
  { one: boolean().primaryKey().default(true), forgotten: counter() },
  (t) => [check('message_search_state_one_row', sql`${t.one}`)],
)
