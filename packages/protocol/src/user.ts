import { z } from 'zod'
import { id, line, revision, text, time } from './fields.ts'
import { limits } from './limits.ts'
import { language, timeZone } from './locale.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/** What everybody may see of a person. */
export interface User {
  id: string
  username: string
  fullName: string | null
  avatarUrl: string | null
  statusText: string | null
  createdAt: string
  /** Where the person is, such as `Europe/Berlin`: their local time. Null: they have not said. */
  timeZone: string | null
  /** They may not sign in. They are not offered where people are chosen, and what they wrote stays. */
  suspended: boolean
  /** The name looks like that of somebody else. Both are from before such names were refused. */
  nameClashes: boolean
  /** Grows with every change of the profile. */
  revision: number
}
const user = {
  id,
  username: z.string(),
  fullName: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  statusText: z.string().nullable(),
  createdAt: time,
  timeZone: z.string().nullable(),
  suspended: z.boolean(),
  nameClashes: z.boolean(),
  revision,
}
export const User: Schema<User> = exactly(z.strictObject(user))

/**
 * Who may add a person to channels and write to them without asking. `acquaintances`: who shares a channel with them that
 * both have chosen (they joined by themselves, accepted an invitation, or wrote there). Everybody else invites them. It
 * also narrows who sees their presence to `acquaintances`.
 */
export type ReachableBy = 'acquaintances' | 'nobody'
export const ReachableBy: Schema<ReachableBy> = exactly(z.enum(['acquaintances', 'nobody']))

/** On the server, not in a channel: a moderator looks after what people write, an admin may do everything. */
export type UserRole = 'user' | 'moderator' | 'admin'
export const UserRole: Schema<UserRole> = exactly(z.enum(['user', 'moderator', 'admin']))

/** What a person alone sees of themselves. */
export interface Me extends User {
  /** Null: none is known yet. A user of another application has none, and a new one may have to be confirmed first. */
  email: string | null
  /** An address that becomes `email` once its owner has confirmed it. */
  pendingEmail: string | null
  /** The id in the application that signed this user in by `auth.mintSession`. Null for whoever registered here. */
  externalId: string | null
  emailVerified: boolean
  /** On the server. */
  role: UserRole
  lastLoginAt: string | null
  twoFactor: boolean
  /** In which they read, as a BCP 47 tag such as `de-CH`. Null: they have not said. */
  language: string | null
  /** Null: those whom the server lets (its setting `PEOPLE`). A person can only be stricter than that. */
  reachableBy: ReachableBy | null
}
export const Me: Schema<Me> = exactly(
  z.strictObject({
    ...user,
    email: z.string().nullable(),
    pendingEmail: z.string().nullable(),
    externalId: z.string().nullable(),
    emailVerified: z.boolean(),
    role: UserRole,
    lastLoginAt: time.nullable(),
    twoFactor: z.boolean(),
    language: z.string().nullable(),
    reachableBy: ReachableBy.nullable(),
  }),
)

export interface UsersGetInput {
  ids: string[]
}
export const usersGet: Schemas<UsersGetInput, User[]> = {
  input: exactly(z.strictObject({ ids: z.array(id).max(limits.idsMax) })),
  output: z.array(User),
}

export interface UsersSearchInput {
  /**
   * Matches the start of the username or of any word of the full name, in upper or lower case, with or without accents.
   * Empty: all people, by name. Whoever is not reachable by everybody is found by strangers only by the whole username.
   */
  query: string
  limit?: number | undefined
  /** Also finds people who are suspended. */
  suspended?: boolean | undefined
}
export const usersSearch: Schemas<UsersSearchInput, User[], 'limit'> = {
  input: exactly(
    z.strictObject({
      query: text(limits.searchQueryMax),
      limit: z.int().min(1).max(limits.pageMax).default(20),
      suspended: z.boolean().optional(),
    }),
  ),
  output: z.array(User),
}

/** A field that is left out stays as it is. */
export interface UsersUpdateInput {
  fullName?: string | null | undefined
  statusText?: string | null | undefined
  /** A picture that was uploaded by `attachments.create` without a channel. Null removes the present one. */
  avatarId?: string | null | undefined
  /** A name of the IANA time zone database. */
  timeZone?: string | null | undefined
  /** A BCP 47 tag. */
  language?: string | null | undefined
  reachableBy?: ReachableBy | null | undefined
}
export const usersUpdate: Schemas<UsersUpdateInput, Me> = {
  input: exactly(
    z.strictObject({
      fullName: line(limits.fullNameMax).nullish(),
      statusText: line(limits.statusTextMax).nullish(),
      avatarId: id.nullish(),
      timeZone: timeZone.nullish(),
      language: language.nullish(),
      reachableBy: ReachableBy.nullish(),
    }),
  ),
  output: Me,
}
