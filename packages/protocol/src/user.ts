import { z } from 'zod'
import { limits } from './limits.ts'
import { id, line, revision, text, time } from './text.ts'

/** Lower case only, so that two people cannot differ by case alone. */
export const username = z
  .string()
  .min(limits.usernameMin)
  .max(limits.usernameMax)
  .regex(/^[a-z0-9_.-]+$/, 'may contain only a-z, 0-9, _, . and -')

/** What everyone may see of a person. */
export const User = z.strictObject({
  id,
  username: z.string(),
  fullName: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  statusText: z.string().nullable(),
  createdAt: time,
  revision,
})
export type User = z.infer<typeof User>

/** What only I see of myself. */
export const Me = User.extend({
  email: z.string(),
  emailVerified: z.boolean(),
  role: z.enum(['user', 'admin']),
  lastLoginAt: time.nullable(),
  twoFactor: z.boolean(),
})
export type Me = z.infer<typeof Me>

const ids = z.array(id).max(limits.idsMax)

export const usersGet = { input: z.strictObject({ ids }), output: z.array(User) }
export const usersSearch = {
  input: z.strictObject({
    /** Matches the start of any word of username or full name; empty lists people by name. */
    query: text(limits.searchQueryMax),
    limit: z.int().min(1).max(limits.pageMax).default(20),
  }),
  output: z.array(User),
}
export const usersUpdate = {
  input: z.strictObject({
    fullName: line(limits.fullNameMax).nullish(),
    statusText: line(limits.statusTextMax).nullish(),
    /** A picture that was uploaded by `attachments.create` without a channel; null takes it away. */
    avatarId: id.nullish(),
  }),
  output: Me,
}

/** Whom I blocked, or do no longer. A block hides on the client, and ends direct messages and mentions on the server. */
export const Block = z.strictObject({ userId: id, blocked: z.boolean() })
export type Block = z.infer<typeof Block>

const userId = z.strictObject({ userId: id })
export const usersBlock = { input: userId, output: z.null() }
export const usersUnblock = { input: userId, output: z.null() }
/** The last blocked first. */
export const usersBlocked = { output: z.array(User) }
