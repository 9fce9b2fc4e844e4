import { schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { changeProfile } from '../user/change-profile.ts'
import { type Proof, prove } from './prove.ts'

const { recoveryCodes, twoFactor } = schema

/** Turns two-factor off. All devices of the caller learn of it by `me`. @throws Refusal what `prove` throws */
export async function disableTwoFactor(ctx: SignedInContext, proof: Proof): Promise<null> {
  const { userId } = ctx.actor
  await prove(ctx, proof)
  await change(ctx.services, async (tx, publishAfterCommit) => {
    await changeProfile(tx, publishAfterCommit, userId, () => ({ twoFactor: false }))
    await tx.delete(twoFactor).where(eq(twoFactor.userId, userId))
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId))
  })
  ctx.log.info({ userId, address: ctx.address }, 'two-factor turned off')
  return null
}
