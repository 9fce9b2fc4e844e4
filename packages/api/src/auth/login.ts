import { schema } from '@chime/db'
import type { Me } from '@chime/protocol'
import { eq, or, sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { toMe } from '../user/present.ts'
import { signIn } from './sign-in.ts'

const { users } = schema

/**
 * @throws Refusal `WRONG_CREDENTIALS`: the same, and as slow, for a wrong password as for an unknown account; `FORBIDDEN` for
 * a suspended one, told only to who knows the password
 */
export async function login(
  ctx: Context,
  input: { identifier: string; password: string },
): Promise<{ user: Me; token: string }> {
  const { db, passwords } = ctx.services
  const identifier = input.identifier.trim().toLowerCase()
  await limit(ctx, rules.loginAddress, ctx.address)
  await limit(ctx, rules.loginAccount, `${identifier} ${ctx.address}`)

  const [found] = await db.drizzle
    .select()
    .from(users)
    .where(or(eq(sql`lower(${users.username})`, identifier), eq(sql`lower(${users.email})`, identifier)))
    // A username cannot contain @, so at most one row is meant; of two, the username's.
    .orderBy(sql`lower(${users.username}) = ${identifier} desc`)
    .limit(1)
  if (!(await passwords.verify(found?.passwordHash ?? null, input.password)) || !found) {
    ctx.log.warn({ address: ctx.address }, 'login refused')
    throw new Refusal('WRONG_CREDENTIALS', 'Wrong username, email or password')
  }
  if (found.suspendedAt) {
    ctx.log.warn({ address: ctx.address, userId: found.id }, 'login of a suspended account refused')
    throw new Refusal('FORBIDDEN', 'This account is suspended')
  }
  const [row] = await db.drizzle
    .update(users)
    .set({ lastLoginAt: new Date() })
    .where(eq(users.id, found.id))
    .returning()
  return { user: toMe(row ?? found), token: await signIn(ctx, found.id) }
}
