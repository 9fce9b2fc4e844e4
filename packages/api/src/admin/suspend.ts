import { lockUsers, schema, type Tx } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'

const { sessions, users } = schema

/**
 * Ends all sessions of somebody, whose sockets close within 2 s on every node, and lets them sign in no more. What they wrote
 * and where they are members stays as it is.
 *
 * @throws Refusal `FORBIDDEN` for who is no admin of this server, `INVALID_INPUT` for oneself
 */
export function suspend(ctx: SignedInContext, { userId }: { userId: string }): Promise<null> {
  return change(ctx.services, async (tx, say) => {
    await lockAsAdmin(ctx, tx, userId)
    if (userId === ctx.actor.userId) {
      throw new Refusal('INVALID_INPUT', 'userId: nobody suspends themselves', { field: 'userId' })
    }
    await tx.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, userId))
    const ended = await tx.delete(sessions).where(eq(sessions.userId, userId)).returning({ id: sessions.id })
    if (ended.length > 0) {
      const endedSessions = ended.map(({ id }) => id)
      say({ topic: `user:${userId}`, after: null, revision: null, events: '', endedSessions })
    }
    ctx.log.warn({ by: ctx.actor.userId, userId }, 'suspended')
    return null
  })
}

/** Lets somebody sign in again. */
export function unsuspend(ctx: SignedInContext, { userId }: { userId: string }): Promise<null> {
  return change(ctx.services, async (tx) => {
    await lockAsAdmin(ctx, tx, userId)
    await tx.update(users).set({ suspendedAt: null }).where(eq(users.id, userId))
    ctx.log.warn({ by: ctx.actor.userId, userId }, 'suspended no longer')
    return null
  })
}

/** Both together, so that two admins who suspend each other take turns: the second is one no longer. */
async function lockAsAdmin({ actor }: SignedInContext, tx: Tx, userId: string): Promise<void> {
  const rows = await lockUsers(tx, [actor.userId, userId])
  const me = rows.find((row) => row.id === actor.userId)
  if (me?.role !== 'admin' || me.suspendedAt) throw new Refusal('FORBIDDEN', 'Only admins of this server may do this')
  if (!rows.some((row) => row.id === userId)) throw notFound('user')
}
