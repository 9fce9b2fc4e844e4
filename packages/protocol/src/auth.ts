import { z } from 'zod'
import { limits } from './limits.ts'
import { id, line, text, time } from './text.ts'
import { Me, username } from './user.ts'

const bytes = (s: string) => new TextEncoder().encode(s).length

/** Length is counted in bytes of UTF-8; 64 characters of any script always fit. Common ones are refused by the server. */
export const password = z
  .string()
  .refine((s) => bytes(s) >= limits.passwordBytesMin, `must be at least ${limits.passwordBytesMin} bytes long`)
  .refine((s) => bytes(s) <= limits.passwordBytesMax, `must be at most ${limits.passwordBytesMax} bytes long`)
  .refine((s) => !s.includes('\u0000'), 'must not contain U+0000')
  .refine((s) => s.isWellFormed(), 'must not contain a lone surrogate')

/** The token is the session's only secret: keep it as you would a password. Browsers get it as an HttpOnly cookie too. */
const SignedIn = z.strictObject({ user: Me, token: z.string() })

export const authRegister = {
  input: z.strictObject({
    username,
    email: z.email().max(limits.emailMax),
    password,
    fullName: line(limits.fullNameMax).optional(),
  }),
  output: SignedIn,
}
export const authLogin = {
  input: z.strictObject({
    /** Username or email, in any case. */
    identifier: text(limits.emailMax, 1),
    /** Only bounded here: an old password stays good when the rules for new ones grow. */
    password: text(limits.passwordBytesMax, 1),
    code: text(20).optional(),
  }),
  output: SignedIn,
}

/** One signed-in device. `id` is not the token and opens nothing. */
export const Session = z.strictObject({
  id,
  createdAt: time,
  lastUsedAt: time,
  expiresAt: time,
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  current: z.boolean(),
})
export type Session = z.infer<typeof Session>

export const authLogout = { output: z.null() }
export const authMe = { output: Me }
export const authSessions = { output: z.array(Session) }
export const authRevokeSession = { input: z.strictObject({ id }), output: z.null() }
