import { isUniqueViolation, schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import { endSessions } from '../auth/end-sessions.ts'
import { networkOf } from '../auth/network.ts'
import type { Context } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeProfile } from '../user/change-profile.ts'
import { deadLink, endResetLinks, findLink } from './link-token.ts'
import { hashNewPassword, namesOf } from './new-password.ts'
import { confirmed } from './unconfirmed.ts'

const { users } = schema

/**
 * Sets a new password by the link of a mail, and ends all sessions of the account. Nobody is signed in: whoever found
 * the link still needs what else a login asks for. Since the link was read, the address is confirmed.
 *
 * @throws Refusal `NOT_FOUND` for a link that is unknown, expired or used; `INVALID_INPUT` for a password that is easily
 * guessed, after which the link still works
 */
export async function resetPassword(
  ctx: Context,
  { token, password }: { token: string; password: string },
): Promise<null> {
  const { services } = ctx
  const { db, jobs } = services
  await limit(ctx, rules.link, networkOf(ctx.address))
  const link = await findLink(db.drizzle, 'reset', token)
  const { userId } = link
  const [user] = await db.drizzle.select().from(users).where(eq(users.id, userId))
  if (!user) throw deadLink()
  const passwordHash = await hashNewPassword(services, password, { names: namesOf(user), field: 'password' })
  await change(services, async (tx, publishAfterCommit) => {
    await changeProfile(tx, publishAfterCommit, userId, async (before) => {
      // Under the user's lock: of two who use the link at once, the second finds that it is gone.
      const ended = await endResetLinks(tx, userId)
      const shown = confirmed(before, link.email)
      if (!ended.includes(link.tokenHash) || shown === null) throw deadLink()
      // An address that somebody wanted in place of this one is forgotten: it may have been a stranger.
      return { ...shown, pendingEmail: null, passwordHash }
    })
    await endSessions(tx, publishAfterCommit, userId)
    await jobs.add(tx, 'mail', { what: 'password-changed', userId }, new Date())
  }).catch((error: unknown) => {
    // Somebody else has confirmed the address meanwhile.
    throw isUniqueViolation(error, 'users_email_key') ? deadLink() : error
  })
  ctx.log.info({ userId, address: ctx.address }, 'password reset')
  return null
}
