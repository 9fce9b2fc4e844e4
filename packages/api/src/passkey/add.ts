import { isUniqueViolation, lockUsers, schema, transaction } from '@chime/db'
import { type AuthAddPasskeyInput, limits, type Passkey } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { useChallenge } from './challenges.ts'
import { tooManyPasskeys } from './prepare.ts'
import { toPasskey } from './present.ts'
import { relyingParty } from './relying-party.ts'
import { challengeIn, verifyNew } from './verify.ts'

const { passkeys } = schema

/**
 * Adds the passkey that the caller's browser has made. The challenge was made for this session, which has shown the
 * password.
 *
 * @throws Refusal `FORBIDDEN` as `relyingParty`; `INVALID_INPUT` if it was made for another challenge, origin or
 * session, or too late; `CONFLICT` if it is known already; `TOO_LARGE` for one too many
 */
export async function addPasskey(ctx: SignedInContext, input: AuthAddPasskeyInput): Promise<Passkey> {
  const { services, actor } = ctx
  await limit(ctx, rules.change, actor.userId)
  const credential = await verify(ctx, input)
  const values = {
    userId: actor.userId,
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: input.transports,
    name: input.name,
  }
  const row = await transaction(services.db, async (tx) => {
    await lockUsers(tx, [actor.userId])
    if ((await tx.$count(passkeys, eq(passkeys.userId, actor.userId))) >= limits.passkeysMax) throw tooManyPasskeys()
    const [made] = await tx.insert(passkeys).values(values).returning()
    return made
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error, 'passkeys_credential_id')) throw error
    throw new Refusal('CONFLICT', 'credentialId: is known already', { field: 'credentialId' })
  })
  if (!row) throw new Error('an insert returned no row')
  ctx.log.info({ userId: actor.userId, passkeyId: row.id, address: ctx.address }, 'passkey added')
  return toPasskey(row)
}

async function verify(ctx: SignedInContext, input: AuthAddPasskeyInput) {
  const { services, actor, log } = ctx
  const party = relyingParty(ctx)
  const challenge = challengeIn(input.clientDataJSON)
  if (challenge !== null && (await useChallenge(services.db, challenge, actor.sessionId))) {
    try {
      return await verifyNew(party, challenge, input)
    } catch (err) {
      log.warn({ err, userId: actor.userId }, 'passkey refused')
    }
  }
  throw new Refusal('INVALID_INPUT', 'This passkey was made for another page, or too late: try again')
}
