import { networkOf } from '../auth/network.ts'
import type { Context } from '../context.ts'
import { limit, rules } from '../rate-limits.ts'

/**
 * Sends the link to set a new password, if there is an account with this address. The account is looked for by the job
 * that sends the mail, so that the answer and its time tell nothing.
 *
 * @throws Refusal `RATE_LIMITED`, counted by what was asked, whether there is an account or not. Those who ask from one
 * network do not use up what others have
 */
export async function requestPasswordReset(ctx: Context, { email }: { email: string }): Promise<null> {
  const network = networkOf(ctx.address)
  const account = email.toLowerCase()
  await limit(ctx, rules.resetAddress, network)
  await limit(ctx, rules.resetAccount, `${account} ${network}`)
  await limit(ctx, rules.mailTo, `reset ${account}`)
  await ctx.services.jobs.addNow('mail', [{ what: 'reset', email }])
  return null
}
