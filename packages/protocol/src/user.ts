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
  }),
  output: Me,
}
