import { isUniqueViolation } from '@chime/db'
import { networkOf } from '../auth/network.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeProfile } from '../user/change-profile.ts'
import { deadLink, endResetLinks, findLink } from './link-token.ts'
import { confirmed } from './unconfirmed.ts'

/**
 * Confirms an address by the link of a mail. It works again as long as the address is still the user's, so that a second
 * click changes nothing and says nothing wrong. With a new address, links to set a password that went to the old one end.
 *
 * @throws Refusal `NOT_FOUND` for a link that is unknown or expired, or whose address is no longer the user's;
 * `CONFLICT` when another account has confirmed the address meanwhile
 */
export async function verifyEmail(ctx: Context, { token }: { token: string }): Promise<null> {
  const { services } = ctx
  await limit(ctx, rules.link, networkOf(ctx.address))
  await change(services, async (tx, publishAfterCommit) => {
    const { userId, email } = await findLink(tx, 'verify', token)
    await changeProfile(tx, publishAfterCommit, userId, async (before) => {
      const shown = confirmed(before, email)
      if (shown === null) throw deadLink()
      if (shown.email !== undefined) await endResetLinks(tx, userId)
      return shown
    })
    ctx.log.info({ userId }, 'email confirmed')
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error, 'users_email_key')) throw error
    throw new Refusal('CONFLICT', 'Another account has this email address already')
  })
  return null
}
