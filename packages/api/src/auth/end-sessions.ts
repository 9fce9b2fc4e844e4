import { schema, type Tx } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { and, eq, ne } from 'drizzle-orm'
import { sessionsEnded } from '../event/publish.ts'

const { sessions } = schema

/**
 * Ends the sessions of a user. Their tokens are refused at once, and their sockets close within 2 s on every node.
 *
 * @param keptId the one that stays, if any
 */
export async function endSessions(
  tx: Tx,
  publishAfterCommit: (...publications: Publication[]) => void,
  userId: string,
  keptId?: string,
): Promise<void> {
  const others = and(eq(sessions.userId, userId), keptId === undefined ? undefined : ne(sessions.id, keptId))
  const ended = await tx.delete(sessions).where(others).returning({ id: sessions.id })
  if (ended.length === 0) return
  const ids = ended.map(({ id }) => id)
  publishAfterCommit(sessionsEnded(userId, ids))
}
