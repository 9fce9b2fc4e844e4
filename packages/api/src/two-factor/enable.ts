import { schema } from '@chime/db'
import type { NewTwoFactor } from '@chime/protocol'
import { isNull } from 'drizzle-orm'
import { checkPassword } from '../account/check-password.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { sealSecret } from './secret.ts'
import { newSecret } from './totp.ts'

const { twoFactor } = schema

/**
 * Makes a secret for the caller's authenticator app. Logins ask for no code before one is confirmed, so that nobody is
 * locked out by an app that did not take the secret.
 *
 * @throws Refusal what `checkPassword` throws; `CONFLICT` when two-factor is on: it is turned off first, with a code
 */
export async function enableTwoFactor(ctx: SignedInContext, { password }: { password: string }): Promise<NewTwoFactor> {
  const { services, webOrigin } = ctx
  const user = await checkPassword(ctx, password)
  const host = webOrigin === null ? '' : `@${new URL(webOrigin).host}`
  const made = await newSecret(`${user.username}${host}`)
  const set = { sealedSecret: sealSecret(services, user.id, made.secret), createdAt: new Date(), lastStep: 0 }
  const rows = await services.db.drizzle
    .insert(twoFactor)
    .values({ userId: user.id, ...set })
    .onConflictDoUpdate({ target: twoFactor.userId, set, setWhere: isNull(twoFactor.confirmedAt) })
    .returning({ userId: twoFactor.userId })
  if (rows.length === 0) throw new Refusal('CONFLICT', 'Two-factor is on already')
  return made
}
