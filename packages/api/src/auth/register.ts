import { isUniqueViolation, schema } from '@chime/db'
import type { Me } from '@chime/protocol'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { toMe } from '../user/present.ts'
import { signIn } from './sign-in.ts'

type Input = { username: string; email: string; password: string; fullName?: string }

/** @throws Refusal `CONFLICT` with the field that is taken, `INVALID_INPUT` for a password that everybody knows */
export async function register(ctx: Context, input: Input): Promise<{ user: Me; token: string }> {
  const { db, passwords } = ctx.services
  await limit(ctx, rules.register, ctx.address)
  if (passwords.isCommon(input.password)) {
    const text = 'password: is among the most common passwords; choose another'
    throw new Refusal('INVALID_INPUT', text, { field: 'password' })
  }
  const passwordHash = await passwords.hash(input.password)
  const { username, email, fullName } = input
  try {
    const now = new Date()
    const [row] = await db.drizzle
      .insert(schema.users)
      .values({ username, email, fullName, passwordHash, lastLoginAt: now, lastSeenAt: now })
      .returning()
    if (!row) throw new Error('an insert returned no row')
    return { user: toMe(row), token: await signIn(ctx, row.id) }
  } catch (error) {
    if (isUniqueViolation(error, 'users_username_key')) throw taken('username')
    if (isUniqueViolation(error, 'users_email_key')) throw taken('email')
    throw error
  }
}

const taken = (field: 'username' | 'email') => new Refusal('CONFLICT', `${field}: is taken`, { field })
