import type { schema } from '@chime/db'

export type ServerKeyRow = typeof schema.serverKeys.$inferSelect

/** What people may see of a server key. The times are ISO 8601. */
export type ServerKey = {
  id: string
  name: string
  /** How the key begins. */
  hint: string
  createdAt: string
  /** Exact to a minute. Null: it was never used. */
  lastUsedAt: string | null
  /** Since when it is refused. */
  revokedAt: string | null
}

export const toServerKey = ({ id, name, hint, createdAt, lastUsedAt, revokedAt }: ServerKeyRow): ServerKey => ({
  id,
  name,
  hint,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
})
