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

/** Words that mean something after an @ or in a search, now or later, and names that would speak for the server. */
const reserved = new Set(
  `all anybody anyone channel channels everybody everyone group groups here nobody online team you
   admin administrator admins chime deleted moderator moderators official root server support system webhook`.split(
    /\s+/,
  ),
)

/**
 * Whether nobody may be called so, since people would take it for something else. Punctuation at the ends does not count:
 * `@here.` means everyone who is here.
 */
export const isReservedUsername = (name: string): boolean => reserved.has(name.replace(/^[_.-]+|[_.-]+$/g, ''))
