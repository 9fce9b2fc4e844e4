import { schema } from '@chime/db'
import { and, eq, ne } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { publish, sessionsEnded } from '../event/publish.ts'

const { sessions } = schema

/** Signs out all devices of the caller but this one. Their tokens are refused at once, their sockets close within 2 s. */
export async function revokeOtherSessions({ services, actor, log }: SignedInContext): Promise<null> {
  const { userId, sessionId } = actor
  const gone = await services.db.drizzle
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), ne(sessions.id, sessionId)))
    .returning({ id: sessions.id })
  const ids = gone.map(({ id }) => id)
  if (ids.length > 0) publish(services, sessionsEnded(userId, ids))
  log.info({ userId, sessionIds: ids }, 'other sessions revoked')
  return null
}
