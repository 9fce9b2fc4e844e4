import { schema, type Tx } from '@chime/db'
import { eq, sql } from 'drizzle-orm'
import { type ServerKey, toServerKey } from './present.ts'

const { serverKeys } = schema

/**
 * Revokes a server key: every node refuses it from now on. Sessions that it minted stay.
 *
 * @returns null when there is no such key. One that was revoked before keeps its time
 */
export async function revokeServerKey(tx: Pick<Tx, 'update'>, id: string): Promise<ServerKey | null> {
  const revokedAt = sql`coalesce(${serverKeys.revokedAt}, now())`
  const [row] = await tx.update(serverKeys).set({ revokedAt }).where(eq(serverKeys.id, id)).returning()
  return row ? toServerKey(row) : null
}
