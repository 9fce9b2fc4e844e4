import { z } from 'zod'
import { id, type MessageKey, messageKey, text, time, type UserKey, userKey } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { Me, User, UserRole } from './user.ts'

export interface AdminClaimInput {
  /** The last part of the link that a server without an admin prints when it starts. */
  token: string
}
/** Makes the caller the first admin. `NOT_FOUND` for a link that is wrong or used, and where there is an admin. */
export const adminClaim: Schemas<AdminClaimInput, Me> = {
  input: exactly(z.strictObject({ token: text(limits.adminTokenMax, 1) })),
  output: Me,
}

/** A person as admins and moderators see them. */
export interface AdminPerson {
  user: User
  role: UserRole
  /** Null: they have never logged in here. */
  lastLoginAt: string | null
  /** An application that embeds Chime signs them in. They have no other role than `user`. */
  external: boolean
}
export const AdminPerson: Schema<AdminPerson> = exactly(
  z.strictObject({ user: User, role: UserRole, lastLoginAt: time.nullable(), external: z.boolean() }),
)

export interface AdminPeopleInput {
  /** The beginning of a username, or of a word of a full name. */
  query?: string | undefined
  role?: UserRole | undefined
  /** Only those who are suspended, or only those who are not. */
  suspended?: boolean | undefined
  /** The `cursor` of the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}
export interface PeoplePage {
  /** By username. */
  people: AdminPerson[]
  /** Null: this was the last page. */
  cursor: string | null
}
/** For admins and moderators: everybody who has an account. */
export const adminPeople: Schemas<AdminPeopleInput, PeoplePage, 'limit'> = {
  input: exactly(
    z.strictObject({
      query: text(limits.searchQueryMax).optional(),
      role: UserRole.optional(),
      suspended: z.boolean().optional(),
      cursor: text(limits.usernameMax, 1).optional(),
      limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
    }),
  ),
  output: exactly(z.strictObject({ people: z.array(AdminPerson), cursor: z.string().nullable() })),
}

export interface AdminSetRoleInput extends UserKey {
  role: UserRole
}
/** Only admins. One admin always stays. */
export const adminSetRole: Schemas<AdminSetRoleInput, null> = {
  input: exactly(z.strictObject({ ...userKey, role: UserRole })),
  output: z.null(),
}

/**
 * Ends all sessions of a user, on every node within 2 s, and refuses every later login. Admins suspend moderators and
 * users, moderators suspend users.
 */
export const adminSuspend: Schemas<UserKey, null> = { input: exactly(z.strictObject(userKey)), output: z.null() }
export const adminUnsuspend: Schemas<UserKey, null> = { input: exactly(z.strictObject(userKey)), output: z.null() }

/**
 * Deletes a message that the caller may read, or that somebody has reported, as if its author had. For admins and
 * moderators, also where they have no role in the channel.
 */
export const adminDeleteMessage: Schemas<MessageKey, null> = {
  input: exactly(z.strictObject(messageKey)),
  output: z.null(),
}

/** One act of an admin or a moderator, or of somebody at the command line of the server. */
export interface AuditEntry {
  /** 1, 2, 3 … */
  number: number
  at: string
  /** Null: it was done from the command line. */
  actorId: string | null
  /** The username at that time; from the command line, the account of the operating system. */
  actor: string
  /** The procedure that did it, such as `admin.suspend`; `keys.create` and `keys.revoke` are commands alone. */
  action: string
  /** Whom or what it was done to, and the name at that time. */
  targetId: string | null
  target: string | null
  /** What more there is to say, such as the new role. */
  details: Record<string, string>
  /** From which network address, or `command line`. */
  address: string
}
export const AuditEntry: Schema<AuditEntry> = exactly(
  z.strictObject({
    number: z.int().positive(),
    at: time,
    actorId: id.nullable(),
    actor: z.string(),
    action: z.string(),
    targetId: id.nullable(),
    target: z.string().nullable(),
    details: z.record(z.string(), z.string()),
    address: z.string(),
  }),
)

export interface AdminAuditInput {
  /** Only what was done before this entry: the `cursor` of the page before. */
  before?: number | undefined
  limit?: number | undefined
}
export interface AuditPage {
  /** Newest first. */
  entries: AuditEntry[]
  /** Null: this was the last page. */
  cursor: number | null
}
/** Only admins: what admins and moderators have done. */
export const adminAudit: Schemas<AdminAuditInput, AuditPage, 'limit'> = {
  input: exactly(
    z.strictObject({
      before: z.int().positive().optional(),
      limit: z.int().min(1).max(limits.pageMax).default(limits.pageDefault),
    }),
  ),
  output: exactly(z.strictObject({ entries: z.array(AuditEntry), cursor: z.int().positive().nullable() })),
}
