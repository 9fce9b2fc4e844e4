import type { schema } from '@chime/db'
import type { Me, User } from '@chime/protocol'

type UserRow = typeof schema.users.$inferSelect

/** Turns the row into what everybody may see. */
export const toUser = (row: UserRow): User => ({
  id: row.id,
  username: row.username,
  fullName: row.fullName,
  avatarUrl: row.avatarUrl,
  statusText: row.statusText,
  createdAt: row.createdAt.toISOString(),
  timeZone: row.timeZone,
  suspended: row.suspendedAt !== null,
  nameClashes: row.nameClashes,
  revision: row.profileRevision,
})

/** Turns the row into what the user themselves sees. */
export const toMe = (row: UserRow): Me => ({
  ...toUser(row),
  email: row.email,
  pendingEmail: row.pendingEmail,
  externalId: row.externalId,
  emailVerified: row.emailVerified,
  role: row.role,
  lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
  twoFactor: row.twoFactor,
  language: row.language,
  reachableBy: row.reachableBy,
})
