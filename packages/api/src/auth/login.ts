import { schema } from '@chime/db'
import type { AuthLoginInput, Me } from '@chime/protocol'
import { and, eq, or, sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { useCode } from '../two-factor/use-code.ts'
import { finishLogin, mustBeOpen } from './finish-login.ts'
import { hasLoggedInFrom } from './login-network.ts'
import { networkOf } from './network.ts'
import { nobody } from './nobody.ts'

const { users } = schema

/**
 * Signs a user in by username or email, and password. A hash of former times is made anew.
 *
 * @throws Refusal `WRONG_CREDENTIALS`, for a wrong password and for an unknown account alike, and after the same time;
 * `FORBIDDEN` as `mustBeOpen`, and `TWO_FACTOR_REQUIRED` without the code of one that asks for it, told only to
 * somebody who knows its password; what `useCode` throws; `RATE_LIMITED` after too many tries. Those from where the owner
 * has logged in before are counted apart, so that strangers do not lock them out
 */
export async function login(ctx: Context, input: AuthLoginInput): Promise<{ user: Me; token: string }> {
  const { db, passwords } = ctx.services
  // Some keyboards write wide letters.
  const identifier = input.identifier.normalize('NFKC').trim().toLowerCase()
  const network = networkOf(ctx.address)
  await limit(ctx, rules.loginAddress, network)
  await limit(ctx, rules.loginAccount, `${identifier} ${network}`)

  const [found] = await db.drizzle
    .select()
    .from(users)
    .where(or(eq(sql`lower(${users.username})`, identifier), eq(sql`lower(${users.email})`, identifier)))
    // A username cannot contain @, so normally one row matches at most. If two do, the one with this username counts.
    .orderBy(sql`lower(${users.username}) = ${identifier} desc`)
    .limit(1)
  // An account that does not exist is looked up and counted in the same way.
  const isKnown = await hasLoggedInFrom(db, found?.id ?? nobody, network)
  if (!isKnown) await limit(ctx, rules.loginStrangers, identifier)
  if (!(await passwords.verify(found?.passwordHash ?? null, input.password)) || !found) {
    ctx.log.warn({ address: ctx.address }, 'login refused')
    throw new Refusal('WRONG_CREDENTIALS', 'Wrong username, email or password')
  }
  mustBeOpen(ctx, found)
  // Only now is the password known, from which a better hash can be made.
  const { passwordHash } = found
  const better = passwordHash && passwords.isWeak(passwordHash) ? await passwords.hash(input.password) : null
  if (better !== null) {
    await db.drizzle
      .update(users)
      .set({ passwordHash: better })
      // Unless the password was changed meanwhile.
      .where(and(eq(users.id, found.id), eq(users.passwordHash, passwordHash ?? '')))
  }
  if (found.twoFactor) {
    if (!input.code) throw new Refusal('TWO_FACTOR_REQUIRED', 'Send a code of your authenticator app, too')
    // Whoever knows the password must not keep the owner out by wrong codes either.
    await useCode(ctx, { userId: found.id, code: input.code, from: isKnown ? network : 'elsewhere' })
  }
  return finishLogin(ctx, found)
}
