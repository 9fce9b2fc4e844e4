import { isUniqueViolation, schema, type Tx, transaction } from '@chime/db'
import type { Me } from '@chime/protocol'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { toMe } from '../user/present.ts'
import { signIn } from './sign-in.ts'

const { instance, users } = schema

type Input = { username: string; email: string; password: string; fullName?: string }

/**
 * The first who registers becomes an admin of the server.
 *
 * @throws Refusal `CONFLICT` with the field that is taken, `INVALID_INPUT` for a password that everybody knows
 */
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
    const row = await transaction(db, async (tx) => {
      const role = await roleOfNew(tx)
      const values = { username, email, fullName, passwordHash, role, lastLoginAt: now, lastSeenAt: now }
      const [made] = await tx.insert(users).values(values).returning()
      return made
    })
    if (!row) throw new Error('an insert returned no row')
    return { user: toMe(row), token: await signIn(ctx, row.id) }
  } catch (error) {
    if (isUniqueViolation(error, 'users_username_key')) throw taken('username')
    if (isUniqueViolation(error, 'users_email_key')) throw taken('email')
    throw error
  }
}

/** Whoever comes first has set the server up, and is its admin. The lock makes those who come first at once take turns. */
async function roleOfNew(tx: Tx): Promise<'admin' | 'user'> {
  const anybody = () => tx.select({ id: users.id }).from(users).limit(1)
  if ((await anybody()).length > 0) return 'user'
  await tx.select().from(instance).for('update')
  return (await anybody()).length > 0 ? 'user' : 'admin'
}

const taken = (field: 'username' | 'email') => new Refusal('CONFLICT', `${field}: is taken`, { field })
