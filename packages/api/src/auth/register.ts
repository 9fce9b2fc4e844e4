import { isUniqueViolation, schema, type Tx, transaction } from '@chime/db'
import { foldVersion, type Me } from '@chime/protocol'
import { isNull } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { Turns } from '../cost/turns.ts'
import { Refusal } from '../errors.ts'
import { claimName, nameTaken } from '../name/claims.ts'
import { foldName } from '../name/keys.ts'
import { limit, rules } from '../rate-limits.ts'
import { toMe } from '../user/present.ts'
import { rememberNetwork } from './login-network.ts'
import { networkOf } from './network.ts'
import { signIn } from './sign-in.ts'

const { instance, users } = schema

type Input = { username: string; email: string; password: string; fullName?: string }

/**
 * One at a time from one network, so that what is told to many who ask at once is counted too. How many may wait, and
 * for how long, follows from `rules.register`.
 */
const turns = new Turns({ runningMax: 1, waitingMax: Number.POSITIVE_INFINITY })

/**
 * Makes an account and signs it in. With `FIRST_ADMIN=registration`, the first account that registers
 * becomes an admin of the server.
 *
 * Whoever chooses a name that is taken must be told so, and whoever asks for many wants to know who is here. So a
 * network is told `rules.registerTaken` times; then nobody registers from it for a while, and all are answered alike.
 *
 * @throws Refusal `CONFLICT` naming the field that is taken, or looks like what somebody else has; `INVALID_INPUT` for a
 * password that is easily guessed; `RATE_LIMITED`
 */
export async function register(ctx: Context, input: Input): Promise<{ user: Me; token: string }> {
  const network = networkOf(ctx.address)
  await limit(ctx, rules.register, network)
  await turns.begin(network)
  try {
    // Looks at what is left, and takes nothing.
    await limit(ctx, rules.registerTaken, network, 0)
    return await makeAccount(ctx, input, network)
  } catch (error) {
    const conflict = conflictIn(error)
    if (conflict === null) throw error
    await ctx.services.rateLimits.take(rules.registerTaken, network)
    throw conflict
  } finally {
    turns.end(network)
  }
}

async function makeAccount(ctx: Context, input: Input, network: string): Promise<{ user: Me; token: string }> {
  const { db, passwords } = ctx.services
  const { username, email, fullName } = input
  const weakness = passwords.weaknessOf(input.password, [username, email, fullName ?? ''])
  if (weakness !== null) throw new Refusal('INVALID_INPUT', `password: ${weakness}`, { field: 'password' })
  for (const [field, text] of Object.entries({ username, fullName })) {
    if (text) ctx.services.filters.mustPass({ text, field, userId: null, channelId: null })
  }
  const passwordHash = await passwords.hash(input.password)
  const now = new Date()
  const row = await transaction(db, async (tx) => {
    const role = await roleOfNew(tx, ctx.services)
    const folded = { nameFolded: foldName(fullName ?? null), foldVersion }
    const values = { username, email, fullName, passwordHash, role, lastLoginAt: now, lastSeenAt: now, ...folded }
    const [made] = await tx.insert(users).values(values).returning()
    if (made) await claimName(tx, 'user', { id: made.id, name: username }, 'username')
    return made
  })
  if (!row) throw new Error('an insert returned no row')
  await rememberNetwork(db, row.id, network)
  return { user: toMe(row), token: await signIn(ctx, row.id) }
}

/**
 * On a server that nobody else can reach, whoever registers first has set it up and may become its admin. Users of another
 * application, who may have come earlier, do not count. The lock makes people who register first at the same time wait
 * for each other, so that only one of them does.
 */
async function roleOfNew(tx: Tx, { firstAdmin }: Context['services']): Promise<'admin' | 'user'> {
  if (firstAdmin === 'link') return 'user'
  const anybody = () => tx.select({ id: users.id }).from(users).where(isNull(users.externalId)).limit(1)
  if ((await anybody()).length > 0) return 'user'
  await tx.select().from(instance).for('update')
  return (await anybody()).length > 0 ? 'user' : 'admin'
}

function conflictIn(error: unknown): Refusal | null {
  if (error instanceof Refusal && error.reason === 'CONFLICT') return error
  if (isUniqueViolation(error, 'users_username_key')) return nameTaken('username')
  if (isUniqueViolation(error, 'users_email_key')) return new Refusal('CONFLICT', 'email: is taken', { field: 'email' })
  return null
}
