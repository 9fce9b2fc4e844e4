import { createHmac } from 'node:crypto'
import type { schema } from '@chime/db'

/** Makes the key of the audit log known. It is not in the database, so it is fetched when it is first needed. */
export type AuditKey = () => Promise<string>

/** The hash that the first entry follows. */
export const noHash = '0'.repeat(64)

export type AuditRow = typeof schema.auditEntries.$inferSelect

/**
 * The hash of an entry: HMAC-SHA256 of all that it says and of the hash before it. So nobody who has only the database
 * changes, removes or adds an entry without being found out. The order of the fields is part of what is stored.
 */
export function hashOf(key: string, before: string, entry: Omit<AuditRow, 'hash'>): string {
  const { number, at, actorId, actor, action, targetId, target, details, address } = entry
  const said = [before, number, at.toISOString(), actorId, actor, action, targetId, target, details, address]
  return createHmac('sha256', key).update(JSON.stringify(said)).digest('hex')
}
