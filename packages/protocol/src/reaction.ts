import { z } from 'zod'
import { emojiName } from './emoji.ts'
import { isEmoji, spellEmoji } from './emoji-sequence.ts'
import { id, text } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema } from './schema.ts'

/** One emoji below a message, and who reacted with it. */
export interface Reaction {
  /** A Unicode emoji in its fully-qualified form, or the name of a custom one between colons. */
  emoji: string
  count: number
  /** The first `limits.reactionUsersMax` people. */
  userIds: string[]
}
export const Reaction: Schema<Reaction> = exactly(
  z.strictObject({ emoji: z.string(), count: z.int(), userIds: z.array(id) }),
)

/** An emoji that stands below a message; some are from before unknown ones were refused. */
export const standingEmoji: Schema<string> = text(limits.emojiMax, 1).overwrite(spellEmoji)

const isCustom = (s: string) => s.startsWith(':') && s.endsWith(':') && emojiName.safeParse(s.slice(1, -1)).success

/** One Unicode emoji in any of its spellings, or the name of a custom one between colons. */
export const emoji: Schema<string> = text(limits.emojiMax, 1)
  .overwrite(spellEmoji)
  .refine((s) => isCustom(s) || isEmoji(s), 'must be one emoji, or the name of one between colons')
