import type { Me } from '@chime/protocol'
import { mustBeInDomains } from '../auth/admission.ts'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeProfile } from '../user/change-profile.ts'
import { toMe } from '../user/present.ts'
import { checkPassword } from './check-password.ts'
import { isSame } from './unconfirmed.ts'

/**
 * Notes the address that is to become the caller's, and sends a link there. Until it is confirmed the old one counts,
 * which is told of it. An address that somebody else has is answered in the same way: only its owner learns of it.
 *
 * @throws Refusal what `checkPassword` throws; `INVALID_INPUT` for an address outside of the server's domains
 */
export async function changeEmail(
  ctx: SignedInContext,
  { email, password }: { email: string; password: string },
): Promise<Me> {
  const { userId } = ctx.actor
  const { services } = ctx
  await checkPassword(ctx, password)
  mustBeInDomains(services.admission, email)
  await limit(ctx, rules.mailBy, userId)
  await limit(ctx, rules.mailTo, `verify ${email.toLowerCase()}`)
  const row = await change(services, async (tx, publishAfterCommit) => {
    let old: string | null = null
    const row = await changeProfile(tx, publishAfterCommit, userId, (before) => {
      old = before.email
      return { pendingEmail: isSame(before.email, email) ? null : email }
    })
    if (row.pendingEmail !== null) {
      await services.jobs.add(tx, 'mail', { what: 'verify', userId }, new Date())
      if (old !== null) {
        await services.jobs.add(tx, 'mail', { what: 'email-changing', userId, to: old }, new Date())
      }
    }
    return row
  })
  ctx.log.info({ userId }, 'change of email asked for')
  return toMe(row)
}
