import { z } from 'zod'
import { id, text, time, timeZone } from './fields.ts'
import { limits } from './limits.ts'
import { Message } from './message.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/** What a message can be searched for to have. */
export const searchHas = ['link', 'file', 'image', 'video', 'audio', 'poll', 'thread', 'reaction'] as const
export type SearchHas = (typeof searchHas)[number]
export const SearchHas: Schema<SearchHas> = exactly(z.enum(searchHas))

export interface MessagesSearchInput {
  /**
   * Words, "phrases", prefixes (`deploy*`), and the operators `from:ann`, `in:general`, `before:2026-01-31`,
   * `after:…`, `has:link` and `is:pinned`. May consist of operators alone. The other fields of this input narrow it
   * further.
   */
  query: string
  channelId?: string | undefined
  userId?: string | undefined
  sentBefore?: string | undefined
  sentAfter?: string | undefined
  has?: SearchHas | undefined
  pinned?: boolean | undefined
  /**
   * The reader's time zone, such as `Europe/Berlin`: that in which days and times without an offset are meant. Default:
   * the one of their profile, else UTC.
   */
  timeZone?: string | undefined
  /** Default: `newest`. */
  order?: 'newest' | 'best' | undefined
  /** The `cursor` of the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}
export interface SearchPage {
  messages: Message[]
  /** For each message, the ranges of its content that matched: `[start, end)` in UTF-16 code units, ascending. */
  highlights: [start: number, end: number][][]
  /** Null: this was the last page. */
  cursor: string | null
}
export const messagesSearch: Schemas<MessagesSearchInput, SearchPage, 'order' | 'limit'> = {
  input: exactly(
    z.strictObject({
      query: text(limits.searchQueryMax),
      channelId: id.optional(),
      userId: id.optional(),
      sentBefore: time.optional(),
      sentAfter: time.optional(),
      has: SearchHas.optional(),
      pinned: z.boolean().optional(),
      timeZone: timeZone.optional(),
      order: z.enum(['newest', 'best']).default('newest'),
      cursor: text(limits.searchCursorMax).optional(),
      limit: z.int().min(1).max(limits.pageMax).default(20),
    }),
  ),
  output: exactly(
    z.strictObject({
      messages: z.array(Message),
      highlights: z.array(z.array(z.tuple([z.int(), z.int()]))),
      cursor: z.string().nullable(),
    }),
  ),
}
