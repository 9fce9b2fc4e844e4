import type { schema } from '@chime/db'
import type { Invite } from '@chime/protocol'

export type InviteRow = typeof schema.invites.$inferSelect

export const toInvite = ({ revokedAt: _, ...row }: InviteRow): Invite => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
})
