import { lockUsers, type Tx, type UserRow } from '@chime/db'
import { type Operator, operatorOf, record } from '../audit/record.ts'
import { endSessions } from '../auth/end-sessions.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import type { Services } from '../services.ts'
import { changeProfile } from '../user/change-profile.ts'
import { isAbove, mustHaveRole, mustNotBeLastAdmin } from './access.ts'

type Parts = Pick<Services, 'db' | 'bus' | 'log' | 'auditKey'>

/**
 * Ends all sessions of a user and refuses every later login. Their sockets close within 2 s on every node. Their
 * messages and memberships stay, and everybody sees in their profile that they are suspended. Admins suspend moderators
 * and users, moderators suspend users.
 *
 * @throws Refusal `FORBIDDEN` for anybody whose role is not above the other's, `INVALID_INPUT` for oneself, `NOT_FOUND`
 */
export async function suspend(ctx: SignedInContext, { userId }: { userId: string }): Promise<null> {
  await changeSuspension(ctx.services, operatorOf(ctx), { userId, suspended: true })
  ctx.log.warn({ by: ctx.actor.userId, userId }, 'suspended')
  return null
}

/** Lets a suspended user log in again. For whoever may suspend them. */
export async function unsuspend(ctx: SignedInContext, { userId }: { userId: string }): Promise<null> {
  await changeSuspension(ctx.services, operatorOf(ctx), { userId, suspended: false })
  ctx.log.warn({ by: ctx.actor.userId, userId }, 'suspended no longer')
  return null
}

/** Suspends somebody or lets them in again, for any operator. Asking for what already is changes nothing. */
export function changeSuspension(
  services: Parts,
  by: Operator,
  { userId, suspended }: { userId: string; suspended: boolean },
): Promise<void> {
  return change(services, async (tx, publishAfterCommit) => {
    const user = await lockBelow(tx, by, userId, suspended)
    if ((user.suspendedAt !== null) === suspended) return
    if (suspended) await mustNotBeLastAdmin(tx, user)
    await changeProfile(tx, publishAfterCommit, userId, () => ({ suspendedAt: suspended ? new Date() : null }))
    if (suspended) await endSessions(tx, publishAfterCommit, userId)
    const action = suspended ? 'admin.suspend' : 'admin.unsuspend'
    await record(tx, services.auditKey, by, { action, target: { id: userId, name: user.username } })
  })
}

/**
 * Locks both users at once. When a role changes at the same time, the second waits, and then finds what it has become.
 *
 * @returns the user, whose role is below that of the operator
 */
async function lockBelow(tx: Tx, by: Operator, userId: string, suspended: boolean): Promise<UserRow> {
  const rows = await lockUsers(tx, by.userId === null ? [userId] : [by.userId, userId])
  const me = rows.find(({ id }) => id === by.userId)
  if (by.userId !== null) mustHaveRole(me, 'moderator')
  const user = rows.find(({ id }) => id === userId)
  if (!user) throw notFound('user')
  if (me === user && suspended) {
    throw new Refusal('INVALID_INPUT', 'userId: nobody suspends themselves', { field: 'userId' })
  }
  if (me && !isAbove(me.role, user.role)) {
    throw new Refusal('FORBIDDEN', 'Their role is not below yours: an admin has to take it from them first')
  }
  return user
}
