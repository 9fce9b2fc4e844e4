import { lockUsers, transaction } from '@chime/db'
import type { RecoveryCodes } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { type Proof, prove, twoFactorOff } from './prove.ts'
import { replaceRecoveryCodes } from './recovery-codes.ts'

/** Makes new recovery codes; those from before are worth nothing any more. @throws Refusal what `prove` throws */
export async function renewRecoveryCodes(ctx: SignedInContext, proof: Proof): Promise<RecoveryCodes> {
  const { userId } = ctx.actor
  await prove(ctx, proof)
  const recoveryCodes = await transaction(ctx.services.db, async (tx) => {
    // Two renewals at once would leave the codes of both.
    const [user] = await lockUsers(tx, [userId])
    if (!user?.twoFactor) throw twoFactorOff()
    return replaceRecoveryCodes(tx, userId)
  })
  ctx.log.info({ userId, address: ctx.address }, 'recovery codes renewed')
  return { recoveryCodes }
}
