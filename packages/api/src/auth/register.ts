import { type ChannelRow, isUniqueViolation, lockChannel, schema, type Tx } from '@chime/db'
import { type AuthRegisterInput, foldVersion, type Me } from '@chime/protocol'
import { isNull } from 'drizzle-orm'
import { hashNewPassword } from '../account/new-password.ts'
import { joinLocked } from '../channel/join.ts'
import type { Context } from '../context.ts'
import { Turns } from '../cost/turns.ts'
import { Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { countUse, findInvite } from '../invite/usable.ts'
import { claimName, nameTaken } from '../name/claims.ts'
import { foldName } from '../name/keys.ts'
import { limit, rules } from '../rate-limits.ts'
import { toMe } from '../user/present.ts'
import { mustBeAdmitted, mustBeConfirmed } from './admission.ts'
import { rememberNetwork } from './login-network.ts'
import { networkOf } from './network.ts'
import { nobody } from './nobody.ts'
import { signIn } from './sign-in.ts'

const { instance, users } = schema

/**
 * One at a time from one network, so that what is told to many who ask at once is counted too. How many may wait, and
 * for how long, follows from `rules.register`.
 */
const turns = new Turns({ runningMax: 1, waitingMax: Number.POSITIVE_INFINITY })

/**
 * Makes an account and signs it in. With `FIRST_ADMIN=registration`, the first account that registers becomes an admin of
 * the server. With the code of an invite link, its channel is joined too. The address gets a link by which it is confirmed;
 * where only certain domains may register, nobody is signed in before that.
 *
 * Whoever chooses a name that is taken must be told so, and whoever asks for many wants to know who is here. So a
 * network is told `rules.registerTaken` times; then nobody registers from it for a while, and all are answered alike.
 *
 * @throws Refusal `CONFLICT` naming the field that is taken, or looks like what somebody else has; `INVALID_INPUT` for a
 * password that is easily guessed, or an address outside of the server's domains; `FORBIDDEN` where one needs an invite or
 * nobody may register, and for an account that is made and whose address has to be confirmed first; `NOT_FOUND` for an
 * invite that cannot be used; `RATE_LIMITED`
 */
export async function register(ctx: Context, input: AuthRegisterInput): Promise<{ user: Me; token: string }> {
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

async function makeAccount(
  ctx: Context,
  input: AuthRegisterInput,
  network: string,
): Promise<{ user: Me; token: string }> {
  const { services } = ctx
  const { db, rateLimits } = services
  const { username, email, fullName, invite } = input
  if (invite !== undefined) await limit(ctx, rules.invite, network)
  mustBeAdmitted(services.admission, { email, invite, isFirst: !(await anybodyIn(db.drizzle)) })
  for (const [field, text] of Object.entries({ username, fullName })) {
    if (text) services.filters.mustPass({ text, field, userId: null, channelId: null })
  }
  const names = [username, email, fullName]
  const passwordHash = await hashNewPassword(services, input.password, { names, field: 'password' })
  const now = new Date()
  const mayMail = (await rateLimits.take(rules.mailTo, `verify ${email.toLowerCase()}`)) === null
  const row = await change(services, async (tx, publishAfterCommit) => {
    const channel = invite === undefined ? null : await lockInvited(tx, invite)
    const isFirst = await isFirstIn(tx)
    mustBeAdmitted(services.admission, { email, invite, isFirst })
    const role: 'admin' | 'user' = isFirst && services.firstAdmin === 'registration' ? 'admin' : 'user'
    const folded = { nameFolded: foldName(fullName ?? null), foldVersion }
    const address = isConfirmedFirst(services) ? { pendingEmail: email } : { email }
    const values = { username, ...address, fullName, passwordHash, role, lastLoginAt: now, lastSeenAt: now, ...folded }
    const [made] = await tx.insert(users).values(values).returning()
    if (!made) throw new Error('an insert returned no row')
    await claimName(tx, 'user', { id: made.id, name: username }, 'username')
    if (channel && invite !== undefined) {
      publishAfterCommit(...(await joinLocked(tx, channel, made.id)))
      await countUse(tx, invite)
    }
    if (mayMail) await services.jobs.add(tx, 'mail', { what: 'verify', userId: made.id }, now)
    return made
  })
  await rememberNetwork(db, row.id, network)
  mustBeConfirmed(services.admission, row)
  return { user: toMe(row), token: await signIn(ctx, row.id) }
}

/**
 * Where mails are sent, an address belongs to nobody until it is confirmed. So it does not matter here whether somebody
 * has it, and whoever registers does not learn it. Where accounts come from certain domains, the address must be true.
 */
const isConfirmedFirst = ({ admission, mail }: Context['services']) => mail.isSent || admission.mode === 'domain'

/** Channels are locked before users, and before the user is made who will join. */
async function lockInvited(tx: Tx, code: string): Promise<ChannelRow> {
  const { invite } = await findInvite(tx, nobody, code)
  await lockChannel(tx, invite.channelId)
  // Check again under the lock: somebody else may have taken the last use meanwhile.
  return (await findInvite(tx, nobody, code)).channel
}

/**
 * Whether whoever registers now is the first; users of another application, who may have come earlier, do not count. The
 * lock makes people who register first at the same time wait for each other, so that only one of them is it.
 */
async function isFirstIn(tx: Tx): Promise<boolean> {
  if (await anybodyIn(tx)) return false
  await tx.select().from(instance).for('update')
  return !(await anybodyIn(tx))
}

async function anybodyIn(tx: Pick<Tx, 'select'>): Promise<boolean> {
  return (await tx.select({ id: users.id }).from(users).where(isNull(users.externalId)).limit(1)).length > 0
}

function conflictIn(error: unknown): Refusal | null {
  if (error instanceof Refusal && error.reason === 'CONFLICT') return error
  if (isUniqueViolation(error, 'users_username_key')) return nameTaken('username')
  if (isUniqueViolation(error, 'users_email_key')) return new Refusal('CONFLICT', 'email: is taken', { field: 'email' })
  return null
}
