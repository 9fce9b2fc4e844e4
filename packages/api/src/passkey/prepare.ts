import { schema } from '@chime/db'
import { limits, type PasskeyCreation } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import { checkPassword } from '../account/check-password.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { challengeLifeMs, makeChallenge } from './challenges.ts'
import { relyingParty } from './relying-party.ts'
import { algorithms } from './verify.ts'

const { passkeys } = schema

/**
 * Tells the caller's browser what to make a passkey from. It is one that is found without a username, and that asks for
 * a finger, a face or a PIN.
 *
 * @throws Refusal what `relyingParty` and `checkPassword` throw; `TOO_LARGE` for one passkey too many
 */
export async function preparePasskey(
  ctx: SignedInContext,
  { password }: { password: string },
): Promise<PasskeyCreation> {
  const { services, actor } = ctx
  const { id } = relyingParty(ctx)
  const user = await checkPassword(ctx, password)
  const known = await services.db.drizzle.select().from(passkeys).where(eq(passkeys.userId, user.id))
  if (known.length >= limits.passkeysMax) throw tooManyPasskeys()
  return {
    challenge: await makeChallenge(services.db, actor.sessionId),
    rp: { id, name: 'Chime' },
    user: {
      // Sixteen bytes that say nothing about the person.
      id: Buffer.from(user.id.replaceAll('-', ''), 'hex').toString('base64url'),
      name: user.username,
      displayName: user.fullName ?? user.username,
    },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: challengeLifeMs,
    attestation: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      type: 'public-key',
      id: credentialId,
      transports,
    })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  }
}

export const tooManyPasskeys = () =>
  new Refusal('TOO_LARGE', `At most ${limits.passkeysMax} passkeys: delete one that you no longer use first`)
