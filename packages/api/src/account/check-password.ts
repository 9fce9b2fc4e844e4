import { schema, type UserRow } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'

/**
 * Makes sure that it is the caller themselves, and not somebody at a computer that they left: for what could take the
 * account away from them.
 *
 * @throws Refusal `WRONG_CREDENTIALS`; `FORBIDDEN` for an account without a password; `RATE_LIMITED`
 */
export async function checkPassword(ctx: SignedInContext, password: string): Promise<UserRow> {
  const { userId } = ctx.actor
  const { db, passwords } = ctx.services
  await limit(ctx, rules.ownPassword, userId)
  const [user] = await db.drizzle.select().from(schema.users).where(eq(schema.users.id, userId))
  if (user && user.passwordHash === null) throw new Refusal('FORBIDDEN', 'This account has no password')
  if (!user || !(await passwords.verify(user.passwordHash, password))) {
    ctx.log.warn({ address: ctx.address, userId }, 'wrong password of a user who is signed in')
    throw new Refusal('WRONG_CREDENTIALS', 'The present password is wrong')
  }
  return user
}
