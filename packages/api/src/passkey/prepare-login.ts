import type { PasskeyRequest } from '@chime/protocol'
import { networkOf } from '../auth/network.ts'
import type { Context } from '../context.ts'
import { limit, rules } from '../rate-limits.ts'
import { challengeLifeMs, makeChallenge } from './challenges.ts'
import { relyingParty } from './relying-party.ts'

/**
 * Tells a browser what a passkey is to sign. No account is named, so nobody learns who has passkeys: the person chooses
 * the account in the browser.
 *
 * @throws Refusal what `relyingParty` throws; `RATE_LIMITED`
 */
export async function preparePasskeyLogin(ctx: Context): Promise<PasskeyRequest> {
  const { id } = relyingParty(ctx)
  await limit(ctx, rules.passkeyLogin, networkOf(ctx.address))
  const challenge = await makeChallenge(ctx.services.db, null)
  return { challenge, rpId: id, timeout: challengeLifeMs, userVerification: 'required' }
}
