import { z } from 'zod'
import { limits } from './limits.ts'
import type { Schema } from './schema.ts'

/** Only lower case, so that two usernames cannot differ by case alone. */
export const username: Schema<string> = z
  .string()
  .trim()
  .min(limits.usernameMin)
  .max(limits.usernameMax)
  .regex(/^[a-z0-9_.-]+$/, 'may contain only a-z, 0-9, _, . and -')

/** Words that mean something after an @ or in a search, now or later. */
const grammarWords = new Set(
  'all anybody anyone channel channels everybody everyone group groups here nobody online you'.split(' '),
)
/** Names that would speak for the server, or for more than one person. */
const publicNames = new Set(
  `admin administrator admins chime deleted moderator moderators official root server support system team
   webhook`.split(/\s+/),
)

/**
 * Whether a name means something else after an @, so that neither people nor groups may be called so. Punctuation at the
 * ends does not count: `@here.` means everyone who is here.
 */
export const isGrammarWord = (name: string): boolean => grammarWords.has(bare(name))

/** Whether nobody may be called so, since people would take it for something else. */
export const isReservedUsername = (name: string): boolean => isGrammarWord(name) || publicNames.has(bare(name))

const bare = (name: string) => name.replace(/^[_.-]+|[_.-]+$/g, '')
