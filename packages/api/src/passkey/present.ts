import type { schema } from '@chime/db'
import type { Passkey } from '@chime/protocol'

export const toPasskey = (row: typeof schema.passkeys.$inferSelect): Passkey => ({
  id: row.id,
  name: row.name,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
})
