import { schema } from '@chime/db'
import type { AuthLoginWithPasskeyInput, Me } from '@chime/protocol'
import { and, eq, lt } from 'drizzle-orm'
import { finishLogin } from '../auth/finish-login.ts'
import { networkOf } from '../auth/network.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { useChallenge } from './challenges.ts'
import { relyingParty } from './relying-party.ts'
import { challengeIn, verifyAnswer } from './verify.ts'

const { passkeys, users } = schema
type PasskeyRow = typeof passkeys.$inferSelect

/**
 * Signs the owner of a passkey in. It counts as both factors, since the device has asked for a finger, a face or a PIN:
 * no code is needed.
 *
 * @throws Refusal `WRONG_CREDENTIALS` for a passkey that is not known, and for an answer that is wrong, late, used, or of
 * a copy; `FORBIDDEN` for a suspended account, and as `relyingParty`; `RATE_LIMITED`
 */
export async function loginWithPasskey(
  ctx: Context,
  input: AuthLoginWithPasskeyInput,
): Promise<{ user: Me; token: string }> {
  const { db } = ctx.services
  await limit(ctx, rules.loginAddress, networkOf(ctx.address))
  const [found] = await db.drizzle
    .select({ passkey: passkeys, user: users })
    .from(passkeys)
    .innerJoin(users, eq(users.id, passkeys.userId))
    .where(eq(passkeys.credentialId, input.credentialId))
  const counter = found ? await verify(ctx, found.passkey, input) : null
  if (!found || counter === null || !(await keepCounter(ctx, found.passkey, counter))) {
    ctx.log.warn({ address: ctx.address, passkeyId: found?.passkey.id }, 'passkey login refused')
    throw new Refusal('WRONG_CREDENTIALS', 'This passkey does not open an account here, or it took too long')
  }
  return finishLogin(ctx, found.user)
}

/** @returns how often the passkey has signed, as it says; null if it has not signed this */
async function verify(ctx: Context, passkey: PasskeyRow, input: AuthLoginWithPasskeyInput): Promise<number | null> {
  const party = relyingParty(ctx)
  const challenge = challengeIn(input.clientDataJSON)
  if (challenge === null || !(await useChallenge(ctx.services.db, challenge, null))) return null
  try {
    return await verifyAnswer(party, challenge, passkey, input)
  } catch (err) {
    ctx.log.warn({ err, passkeyId: passkey.id }, 'answer of a passkey refused')
    return null
  }
}

/**
 * Keeps how often the passkey has signed. Of two answers with the same number one is a copy's, also when they come at
 * the same time. Passkeys that keep copies themselves always say 0.
 */
async function keepCounter({ services }: Context, { id }: PasskeyRow, counter: number): Promise<boolean> {
  const grows = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter)
  const kept = await services.db.drizzle
    .update(passkeys)
    .set({ counter, lastUsedAt: new Date() })
    .where(and(eq(passkeys.id, id), grows))
    .returning({ id: passkeys.id })
  return kept.length > 0
}
