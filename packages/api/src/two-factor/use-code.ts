import { schema } from '@chime/db'
import { and, eq, lt } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { hashRecoveryCode } from './recovery-codes.ts'
import { openSecret } from './secret.ts'
import { stepOf } from './totp.ts'

const { recoveryCodes, twoFactor } = schema

type Use = {
  userId: string
  /** Six digits of the app, or a recovery code. */
  code: string
  /** Tries from one place are counted apart from those elsewhere. */
  from: string
}

/**
 * Uses a code up. Each is taken once, also when it comes twice at the same time: one statement decides.
 *
 * @throws Refusal `WRONG_CREDENTIALS` with the field `code` for a code that is wrong, was used, or is older than one
 * that was used; `RATE_LIMITED` after too many tries; `UNAVAILABLE` if this node cannot read the secret of the app
 */
export async function useCode(ctx: Context, { userId, code, from }: Use): Promise<void> {
  const key = `${userId} ${from}`
  await limit(ctx, rules.twoFactorCode, key)
  await limit(ctx, rules.twoFactorDay, key)
  const typed = code.normalize('NFKC').replace(/[\s-]/g, '')
  const used = /^\d{6}$/.test(typed) ? await useDigits(ctx, userId, typed) : await useRecoveryCode(ctx, userId, typed)
  if (used) return
  ctx.log.warn({ userId, address: ctx.address }, 'two-factor code refused')
  throw wrongCode()
}

export const wrongCode = () => new Refusal('WRONG_CREDENTIALS', 'code: is wrong, or was used before', { field: 'code' })

async function useDigits({ services, log }: Context, userId: string, digits: string): Promise<boolean> {
  const { drizzle } = services.db
  const [row] = await drizzle.select().from(twoFactor).where(eq(twoFactor.userId, userId))
  const step = row ? await stepOf(openSecret(services, row, log), digits) : null
  if (step === null) return false
  const used = await drizzle
    .update(twoFactor)
    .set({ lastStep: step })
    .where(and(eq(twoFactor.userId, userId), lt(twoFactor.lastStep, step)))
    .returning({ userId: twoFactor.userId })
  return used.length > 0
}

async function useRecoveryCode({ services, log, address }: Context, userId: string, code: string): Promise<boolean> {
  const used = await services.db.drizzle
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.codeHash, hashRecoveryCode(code))))
    .returning({ userId: recoveryCodes.userId })
  if (used.length > 0) log.info({ userId, address }, 'recovery code used')
  return used.length > 0
}
