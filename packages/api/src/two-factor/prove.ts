import { checkPassword } from '../account/check-password.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { useCode } from './use-code.ts'

export type Proof = { password: string; code: string }

/**
 * Asks a signed-in caller for both factors, before they change one of them.
 *
 * @throws Refusal what `checkPassword` and `useCode` throw; `CONFLICT` when two-factor is off
 */
export async function prove(ctx: SignedInContext, { password, code }: Proof): Promise<void> {
  const user = await checkPassword(ctx, password)
  if (!user.twoFactor) throw twoFactorOff()
  await useCode(ctx, { userId: user.id, code, from: 'signed in' })
}

export const twoFactorOff = () => new Refusal('CONFLICT', 'Two-factor is off')
