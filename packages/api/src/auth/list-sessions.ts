import { schema } from '@chime/db'
import type { Session } from '@chime/protocol'
import { and, desc, eq, gt, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { deviceName } from './device-name.ts'

const { sessions } = schema

/** Nobody has so many devices. Those that were used longest ago are shown when others have ended. */
const shownMax = 1_000

/** The caller's signed-in devices, the most recently used first. */
export async function listSessions({ services, actor }: SignedInContext): Promise<Session[]> {
  const rows = await services.db.drizzle
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, actor.userId), gt(sessions.expiresAt, sql`now()`), gt(sessions.endsAt, sql`now()`)))
    .orderBy(desc(sessions.lastUsedAt))
    .limit(shownMax)
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    userAgent: row.userAgent,
    device: deviceName(row.userAgent),
    address: row.address,
    current: row.id === actor.sessionId,
  }))
}
