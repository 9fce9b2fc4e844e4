import { schema, type UserRow } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'

/**
 * Asks a signed-in caller for their password once more: whoever found a device unlocked, or stole a session, must not
 * change how the account is opened.
 *
 * @throws Refusal `WRONG_CREDENTIALS` with the field `password`; `FORBIDDEN` for an account that has none; `RATE_LIMITED`
 */
export async function checkPassword(ctx: SignedInContext, password: string): Promise<UserRow> {
  const { services, actor } = ctx
  await limit(ctx, rules.ownPassword, actor.userId)
  const [user] = await services.db.drizzle.select().from(schema.users).where(eq(schema.users.id, actor.userId))
  if (!user) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
  if (user.passwordHash === null) {
    throw new Refusal('FORBIDDEN', 'This account has no password: it is opened by another application')
  }
  if (await services.passwords.verify(user.passwordHash, password)) return user
  ctx.log.warn({ userId: user.id, address: ctx.address }, 'password of a signed-in user refused')
  throw new Refusal('WRONG_CREDENTIALS', 'The present password is wrong', { field: 'password' })
}
