import { schema } from '@chime/db'
import type { RecoveryCodes } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeProfile } from '../user/change-profile.ts'
import { replaceRecoveryCodes } from './recovery-codes.ts'
import { openSecret } from './secret.ts'
import { stepOf } from './totp.ts'
import { wrongCode } from './use-code.ts'

const { twoFactor } = schema

/**
 * Turns two-factor on, once the caller has shown that their app makes the right codes. No session ends; all devices of
 * the caller learn of it by `me`.
 *
 * @throws Refusal `WRONG_CREDENTIALS` with the field `code`; `CONFLICT` when it is on, or was not begun; `RATE_LIMITED`
 */
export async function confirmTwoFactor(ctx: SignedInContext, { code }: { code: string }): Promise<RecoveryCodes> {
  const { services, actor, log } = ctx
  const { userId } = actor
  await limit(ctx, rules.twoFactorCode, `${userId} confirm`)
  const [row] = await services.db.drizzle.select().from(twoFactor).where(eq(twoFactor.userId, userId))
  if (!row) throw new Refusal('CONFLICT', 'Begin with auth.enableTwoFactor')
  if (row.confirmedAt) throw alreadyOn()
  const step = await stepOf(openSecret(services, row, log), code.normalize('NFKC').replace(/[\s-]/g, ''))
  if (step === null) throw wrongCode()
  const recoveryCodes = await change(services, async (tx, publishAfterCommit) => {
    // It locks the user, so of two confirmations at once the second finds the first done.
    await changeProfile(tx, publishAfterCommit, userId, async () => {
      const confirmed = await tx
        .update(twoFactor)
        // The code that turned it on logs nobody in.
        .set({ confirmedAt: new Date(), lastStep: step })
        .where(
          and(
            eq(twoFactor.userId, userId),
            eq(twoFactor.sealedSecret, row.sealedSecret),
            isNull(twoFactor.confirmedAt),
          ),
        )
        .returning({ userId: twoFactor.userId })
      if (confirmed.length === 0) throw alreadyOn()
      return { twoFactor: true }
    })
    return replaceRecoveryCodes(tx, userId)
  })
  log.info({ userId, address: ctx.address }, 'two-factor turned on')
  return { recoveryCodes }
}

const alreadyOn = () => new Refusal('CONFLICT', 'Two-factor is on already, or was begun anew on another device')
