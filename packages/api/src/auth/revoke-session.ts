import { schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { publish, sessionsEnded } from '../event/publish.ts'

const { sessions } = schema

/** Signs out one device of the caller. Its token is refused at once, and its sockets close within 2 s on every node. */
export async function revokeSession(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  const { userId, sessionId } = ctx.actor
  const gone = await ctx.services.db.drizzle
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
    .returning({ id: sessions.id })
  if (gone.length === 0) throw notFound('session')
  if (id === sessionId) ctx.setSessionCookie(null)
  publish(ctx.services, sessionsEnded(userId, [id]))
  ctx.log.info({ userId, sessionId: id }, 'session revoked')
  return null
}
