import { lockUsers, type Tx } from '@chime/db'
import { endSessions } from '../auth/end-sessions.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { changeProfile } from '../user/change-profile.ts'

/**
 * Ends all sessions of a user and refuses every later login. Their sockets close within 2 s on every node. Their
 * messages and memberships stay, and everybody sees in their profile that they are suspended.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server, `INVALID_INPUT` for oneself
 */
export function suspend(ctx: SignedInContext, { userId }: { userId: string }): Promise<null> {
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockAsAdmin(ctx, tx, userId)
    if (userId === ctx.actor.userId) {
      throw new Refusal('INVALID_INPUT', 'userId: nobody suspends themselves', { field: 'userId' })
    }
    await changeProfile(tx, publishAfterCommit, userId, () => ({ suspendedAt: new Date() }))
    await endSessions(tx, publishAfterCommit, userId)
    ctx.log.warn({ by: ctx.actor.userId, userId }, 'suspended')
    return null
  })
}

/** Lets a suspended user log in again. */
export function unsuspend(ctx: SignedInContext, { userId }: { userId: string }): Promise<null> {
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockAsAdmin(ctx, tx, userId)
    await changeProfile(tx, publishAfterCommit, userId, () => ({ suspendedAt: null }))
    ctx.log.warn({ by: ctx.actor.userId, userId }, 'suspended no longer')
    return null
  })
}

/**
 * Locks both users at once. When two admins suspend each other at the same time, the second waits, and then finds that
 * they are no admin any more.
 */
async function lockAsAdmin({ actor }: SignedInContext, tx: Tx, userId: string): Promise<void> {
  const rows = await lockUsers(tx, [actor.userId, userId])
  const me = rows.find((row) => row.id === actor.userId)
  if (me?.role !== 'admin' || me.suspendedAt) throw new Refusal('FORBIDDEN', 'Only admins of this server may do this')
  if (!rows.some((row) => row.id === userId)) throw notFound('user')
}
