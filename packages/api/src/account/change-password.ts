import { endSessions } from '../auth/end-sessions.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { changeProfile } from '../user/change-profile.ts'
import { checkPassword } from './check-password.ts'
import { endResetLinks } from './link-token.ts'
import { hashNewPassword, namesOf } from './new-password.ts'

/**
 * Sets a new password and ends all other sessions of the caller, and the links that would set another.
 *
 * @throws Refusal what `checkPassword` throws; `INVALID_INPUT` for a password that is easily guessed; `CONFLICT` when it
 * was changed at the same time elsewhere
 */
export async function changePassword(
  ctx: SignedInContext,
  { current, next }: { current: string; next: string },
): Promise<null> {
  const { userId, sessionId } = ctx.actor
  const { services } = ctx
  const user = await checkPassword(ctx, current)
  const passwordHash = await hashNewPassword(services, next, { names: namesOf(user), field: 'next' })
  await change(services, async (tx, publishAfterCommit) => {
    await changeProfile(tx, publishAfterCommit, userId, async (before) => {
      // Whoever has just lost the account by a reset must not take it back with the old password.
      if (before.passwordHash !== user.passwordHash) throw new Refusal('CONFLICT', 'The password was changed meanwhile')
      await endResetLinks(tx, userId)
      return { passwordHash }
    })
    await endSessions(tx, publishAfterCommit, userId, sessionId)
    await services.jobs.add(tx, 'mail', { what: 'password-changed', userId }, new Date())
  })
  ctx.log.info({ userId, address: ctx.address }, 'password changed')
  return null
}
