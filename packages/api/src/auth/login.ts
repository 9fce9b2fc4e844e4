import { schema } from '@chime/db'
import type { Me } from '@chime/protocol'
import { and, eq, or, sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { toMe } from '../user/present.ts'
import { mustBeConfirmed } from './admission.ts'
import { hasLoggedInFrom, rememberNetwork } from './login-network.ts'
import { networkOf } from './network.ts'
import { nobody } from './nobody.ts'
import { signIn } from './sign-in.ts'

const { users } = schema

/**
 * Signs a user in by username or email, and password. A hash of former times is made anew.
 *
 * @throws Refusal `WRONG_CREDENTIALS`, for a wrong password and for an unknown account alike, and after the same time;
 * `FORBIDDEN` for a suspended account, or one whose address has to be confirmed first, told only to somebody who knows
 * its password; `RATE_LIMITED` after too many tries. Those from where the owner has logged in before are counted apart, so that strangers do not lock them out
 */
export async function login(
  ctx: Context,
  input: { identifier: string; password: string },
): Promise<{ user: Me; token: string }> {
  const { db, passwords, admission } = ctx.services
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
  if (found.suspendedAt) {
    ctx.log.warn({ address: ctx.address, userId: found.id }, 'login of a suspended account refused')
    throw new Refusal('FORBIDDEN', 'This account is suspended')
  }
  mustBeConfirmed(admission, found)
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
  const [row] = await db.drizzle
    .update(users)
    .set({ lastLoginAt: new Date() })
    .where(eq(users.id, found.id))
    .returning()
  await rememberNetwork(db, found.id, network)
  return { user: toMe(row ?? found), token: await signIn(ctx, found.id) }
}
