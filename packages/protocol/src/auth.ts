import { z } from 'zod'
import { type IdKey, id, idKey, isWellFormed, line, text, time } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { Me } from './user.ts'
import { isReservedUsername, username } from './username.ts'
import { isVisible } from './visible.ts'

// Every runtime has it. It is declared here because the protocol depends on neither the DOM's types nor Node's.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
const bytes = (s: string) => new TextEncoder().encode(s).length

/**
 * The form in which a password is hashed, so that it opens from every keyboard: the profile OpaqueString of RFC 8265.
 * Composed characters are one however they were typed, and every space is the plain one. Nothing else changes.
 */
export const opaqueString = (password: string): string => password.replace(/\p{Zs}/gu, ' ').normalize('NFC')

/**
 * The length is counted in bytes of UTF-8, so that 64 characters of any script always fit. The server also refuses
 * common passwords.
 */
export const password: Schema<string> = z
  .string()
  .overwrite(opaqueString)
  .refine((s) => bytes(s) >= limits.passwordBytesMin, `must be at least ${limits.passwordBytesMin} bytes long`)
  .refine((s) => bytes(s) <= limits.passwordBytesMax, `must be at most ${limits.passwordBytesMax} bytes long`)
  .refine((s) => !s.includes('\u0000'), 'must not contain U+0000')
  .refine(isWellFormed, 'must not contain a lone surrogate')

/** Who has signed in, and the session's token. */
export interface SignedIn {
  user: Me
  /** The session's only secret: keep it as safe as a password. A browser also gets it as an HttpOnly cookie. */
  token: string
}
export const SignedIn: Schema<SignedIn> = exactly(z.strictObject({ user: Me, token: z.string() }))

const email = z.email().max(limits.emailMax)
/** The secret of a link that came by mail. */
const linkToken = text(limits.linkTokenMax, 1)

/**
 * Who may register: anybody; who has an invite link to a channel; who confirms an address of certain domains; nobody.
 * The setting `REGISTRATION` of the server.
 */
export type Registration = 'open' | 'invite' | 'domain' | 'closed'

/** What the pages to log in and to register have to know of the server. */
export interface AuthOptions {
  registration: Registration
  /** With `domain`: where the addresses must be. Else empty. */
  domains: string[]
  /** Whether the server sends mails. Otherwise it writes them to its log. */
  mail: boolean
}
export const authOptions: Schemas<undefined, AuthOptions> = {
  output: exactly(
    z.strictObject({
      registration: z.enum(['open', 'invite', 'domain', 'closed']),
      domains: z.array(z.string()),
      mail: z.boolean(),
    }),
  ),
}

export interface AuthRegisterInput {
  username: string
  email: string
  password: string
  fullName?: string | undefined
  /** The code of an invite link, which is accepted with it. Where `registration` is `invite`, nobody registers without. */
  invite?: string | undefined
}
/**
 * Where `registration` is `domain`, the email has to be confirmed first: the account is made, and `FORBIDDEN` says that
 * nobody is signed in yet.
 */
export const authRegister: Schemas<AuthRegisterInput, SignedIn> = {
  input: exactly(
    z.strictObject({
      username: username.refine((name) => !isReservedUsername(name), 'is a word that means something else here'),
      email,
      password,
      fullName: line(limits.fullNameMax).optional(),
      invite: text(limits.inviteCodeMax, 1).optional(),
    }),
  ),
  output: SignedIn,
}

export interface AuthLoginInput {
  /** Username or email; upper and lower case do not matter. */
  identifier: string
  password: string
  /** Six digits of an authenticator app, or a recovery code, where the account asks for it (`TWO_FACTOR_REQUIRED`). */
  code?: string | undefined
}
export const authLogin: Schemas<AuthLoginInput, SignedIn> = {
  input: exactly(
    z.strictObject({
      identifier: text(limits.emailMax, 1),
      // Only the length is bounded here: an old password must stay valid when the rules for new ones become stricter.
      password: text(limits.passwordBytesMax, 1),
      code: text(limits.twoFactorCodeMax).optional(),
    }),
  ),
  output: SignedIn,
}

/** A user of another application, as its server describes them. */
export interface ExternalProfile {
  /** The id that the user has in your application. It never changes. The first call with it creates the user. */
  externalId: string
  /**
   * A name to be mentioned by, which is made unique by a number where somebody else has it. Left out: it is made of
   * the full name, or else of `externalId`, for a new user.
   */
  username?: string | undefined
  /** Left out: it stays as it is. Null removes it, and so does a name of which nobody would see anything. */
  fullName?: string | null | undefined
  /**
   * The address of a picture on the open internet, which the server fetches soon after the answer. An address that
   * was fetched before is not fetched again. Left out: the picture stays. Null removes it.
   */
  avatarUrl?: string | null | undefined
}
export const ExternalProfile: Schema<ExternalProfile> = exactly(
  z.strictObject({
    externalId: text(limits.externalIdMax, 1),
    username: username.optional(),
    // The user has not chosen what another application calls them, and could not sign in if it were refused.
    fullName: text(limits.fullNameMax)
      .transform((name) => (isVisible(name) ? name.replace(/\s+/g, ' ').trim() : null))
      .nullish(),
    avatarUrl: z
      .url({ protocol: /^https?$/ })
      .max(limits.avatarUrlMax)
      .nullish(),
  }),
)
export const authMintSession: Schemas<ExternalProfile, SignedIn> = { input: ExternalProfile, output: SignedIn }

/** One signed-in device. `id` is not the token: it only names the session, for `auth.revokeSession`. */
export interface Session {
  id: string
  createdAt: string
  lastUsedAt: string
  expiresAt: string
  userAgent: string | null
  /** What `userAgent` says, in words: "Firefox on Linux". */
  device: { name: string; mobile: boolean }
  address: string | null
  /** Whether this call was made with it. */
  current: boolean
}
export const Session: Schema<Session> = exactly(
  z.strictObject({
    id,
    createdAt: time,
    lastUsedAt: time,
    expiresAt: time,
    userAgent: z.string().nullable(),
    device: z.strictObject({ name: z.string(), mobile: z.boolean() }),
    address: z.string().nullable(),
    current: z.boolean(),
  }),
)

export interface AccessToken {
  /** A JWT, which Chime takes in place of the session's token, and other services can verify by themselves. */
  accessToken: string
  /** Ten minutes after it was made. */
  expiresAt: string
  /**
   * The session's new token, for a call with the old one as bearer: use it from now on. The old one holds until you do, a
   * minute at most; used after that it ends the session. Null for a call with the cookie, which stays.
   */
  token: string | null
}
export const authAccessToken: Schemas<undefined, AccessToken> = {
  output: exactly(z.strictObject({ accessToken: z.string(), expiresAt: time, token: z.string().nullable() })),
}

export interface AuthRenewInput {
  /** A newer access token of the session that opened this WebSocket. */
  accessToken: string
}
export interface AuthRenewed {
  /** When the WebSocket closes unless it is renewed again. */
  expiresAt: string
}
/** Over a WebSocket that an access token opened: it lives on with a newer one, and its subscriptions do not notice. */
export const authRenew: Schemas<AuthRenewInput, AuthRenewed> = {
  input: exactly(z.strictObject({ accessToken: text(limits.accessTokenMax, 1) })),
  output: exactly(z.strictObject({ expiresAt: time })),
}

export const authLogout: Schemas<undefined, null> = { output: z.null() }
export const authMe: Schemas<undefined, Me> = { output: Me }
export const authSessions: Schemas<undefined, Session[]> = { output: z.array(Session) }
export const authRevokeOtherSessions: Schemas<undefined, null> = { output: z.null() }
export const authRevokeSession: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }

export interface AuthRequestPasswordResetInput {
  email: string
}
/** Sends a link to the account's address. The answer is the same, after the same time, where there is no account. */
export const authRequestPasswordReset: Schemas<AuthRequestPasswordResetInput, null> = {
  input: exactly(z.strictObject({ email })),
  output: z.null(),
}

export interface AuthResetPasswordInput {
  /** From the link. */
  token: string
  password: string
}
/** Sets a new password, and ends all sessions of the account. The link works once. */
export const authResetPassword: Schemas<AuthResetPasswordInput, null> = {
  input: exactly(z.strictObject({ token: linkToken, password })),
  output: z.null(),
}

export interface AuthVerifyEmailInput {
  /** From the link. */
  token: string
}
export const authVerifyEmail: Schemas<AuthVerifyEmailInput, null> = {
  input: exactly(z.strictObject({ token: linkToken })),
  output: z.null(),
}
/** Sends the link to the address that is not confirmed yet once more. */
export const authRequestEmailVerification: Schemas<undefined, null> = { output: z.null() }

export interface AuthChangeEmailInput {
  /** It counts once it is confirmed by the link that is sent there. The present one: it stays, and no other is awaited. */
  email: string
  /** The present password. */
  password: string
}
export const authChangeEmail: Schemas<AuthChangeEmailInput, Me> = {
  input: exactly(z.strictObject({ email, password: text(limits.passwordBytesMax, 1) })),
  output: Me,
}

export interface AuthChangePasswordInput {
  current: string
  next: string
}
/** Ends all other sessions of the account. */
export const authChangePassword: Schemas<AuthChangePasswordInput, null> = {
  input: exactly(z.strictObject({ current: text(limits.passwordBytesMax, 1), next: password })),
  output: z.null(),
}
