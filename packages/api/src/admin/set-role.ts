import { lockUsers } from '@chime/db'
import type { UserRole } from '@chime/protocol'
import { type Operator, operatorOf, record } from '../audit/record.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import type { Services } from '../services.ts'
import { changeProfile } from '../user/change-profile.ts'
import { mustHaveRole, mustNotBeLastAdmin } from './access.ts'

type Input = { userId: string; role: UserRole }

/**
 * Gives somebody a role on this server, as an admin, or gives up one's own. Their devices learn of it at once.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin, and for users of another application; `CONFLICT` for the role of
 * the last admin; `NOT_FOUND`
 */
export async function setRole(ctx: SignedInContext, input: Input): Promise<null> {
  await limit(ctx, rules.change, ctx.actor.userId)
  await changeRole(ctx.services, operatorOf(ctx), input)
  ctx.log.warn({ by: ctx.actor.userId, ...input }, 'role changed')
  return null
}

/** The same for any operator. Setting the present role changes nothing. */
export function changeRole(
  services: Pick<Services, 'db' | 'bus' | 'log' | 'auditKey'>,
  by: Operator,
  { userId, role }: Input,
): Promise<void> {
  return change(services, async (tx, publishAfterCommit) => {
    // Both at once: when two admins demote each other at the same time, the second finds that they are none any more.
    const rows = await lockUsers(tx, by.userId === null ? [userId] : [by.userId, userId])
    if (by.userId !== null)
      mustHaveRole(
        rows.find(({ id }) => id === by.userId),
        'admin',
      )
    const user = rows.find(({ id }) => id === userId)
    if (!user) throw notFound('user')
    if (user.role === role) return
    if (user.externalId !== null) {
      throw new Refusal('FORBIDDEN', 'Users of another application have no role here: it signs in as any of them')
    }
    if (user.role === 'admin') await mustNotBeLastAdmin(tx, user)
    await changeProfile(tx, publishAfterCommit, userId, () => ({ role }))
    const target = { id: userId, name: user.username }
    await record(tx, services.auditKey, by, { action: 'admin.setRole', target, details: { from: user.role, to: role } })
  })
}
