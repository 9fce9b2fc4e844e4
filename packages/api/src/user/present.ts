import type { schema } from '@chime/db'
import type { Me, User } from '@chime/protocol'

type UserRow = typeof schema.users.$inferSelect

/** The row as everyone may see it. */
export const toUser = (row: UserRow): User => ({
  id: row.id,
  username: row.username,
  fullName: row.fullName,
  avatarUrl: row.avatarUrl,
  statusText: row.statusText,
  createdAt: row.createdAt.toISOString(),
  revision: row.profileRevision,
})

/** The row as its owner sees it. */
export const toMe = (row: UserRow): Me => ({
  ...toUser(row),
  email: row.email,
  emailVerified: row.emailVerified,
  role: row.role,
  lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
  twoFactor: row.twoFactor,
})
