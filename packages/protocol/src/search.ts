import { z } from 'zod'
import { limits } from './limits.ts'
import { Message } from './message.ts'
import { id, text, time } from './text.ts'

export const SearchHas = z.enum(['link', 'file', 'image', 'video', 'audio', 'poll', 'thread', 'reaction'])
export type SearchHas = z.infer<typeof SearchHas>

export const messagesSearch = {
  input: z.strictObject({
    /**
     * Words, "phrases", prefixes (`deploy*`), and `from:ann`, `in:general`, `before:2026-01-31`, `after:…`, `has:link`,
     * `is:pinned`. May be only operators; what follows as fields narrows it further.
     */
    query: text(limits.searchQueryMax),
    channelId: id.optional(),
    userId: id.optional(),
    sentBefore: time.optional(),
    sentAfter: time.optional(),
    has: SearchHas.optional(),
    pinned: z.boolean().optional(),
    order: z.enum(['newest', 'best']).default('newest'),
    cursor: text(limits.searchCursorMax).optional(),
    limit: z.int().min(1).max(limits.pageMax).default(20),
  }),
  output: z.strictObject({
    messages: z.array(Message),
    /** For each message, what in its content was found: `[start, end)`, in UTF-16 code units, ascending. */
    highlights: z.array(z.array(z.tuple([z.int(), z.int()]))),
    cursor: z.string().nullable(),
  }),
}
