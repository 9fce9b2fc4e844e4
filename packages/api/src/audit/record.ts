import { schema, type Tx } from '@chime/db'
import { desc, eq, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { type AuditKey, hashOf, noHash } from './entry.ts'

const { auditEntries, users } = schema

/** Who does something as an admin or moderator: a user, or whoever may use the command line of the server. */
export type Operator = { userId: string; address: string } | { userId: null; account: string }

/** What was done, and to whom. */
type Act = {
  /** The procedure, see `AuditEntry`. */
  action: string
  target?: { id: string | null; name: string | null }
  details?: Record<string, string>
}

export const operatorOf = ({ actor, address }: SignedInContext): Operator => ({ userId: actor.userId, address })

/**
 * Adds an entry to the audit log, in the transaction that does what it tells. Call it last there: until the transaction
 * ends, it holds a lock for which every other act waits, and under which nothing else may be waited for.
 */
export async function record(tx: Tx, key: AuditKey, by: Operator, { action, target, details }: Act): Promise<void> {
  const secret = await key()
  const actor = by.userId === null ? by.account : await usernameOf(tx, by.userId)
  await tx.execute(sql`lock table ${auditEntries} in exclusive mode`)
  const [last] = await tx.select().from(auditEntries).orderBy(desc(auditEntries.number)).limit(1)
  const entry = {
    number: (last?.number ?? 0) + 1,
    at: new Date(),
    actorId: by.userId,
    actor,
    action,
    targetId: target?.id ?? null,
    target: target?.name ?? null,
    details: JSON.stringify(details ?? {}),
    address: by.userId === null ? 'command line' : by.address,
  }
  await tx.insert(auditEntries).values({ ...entry, hash: hashOf(secret, last?.hash ?? noHash, entry) })
}

async function usernameOf(tx: Tx, userId: string): Promise<string> {
  const [user] = await tx.select({ username: users.username }).from(users).where(eq(users.id, userId))
  return user?.username ?? userId
}
