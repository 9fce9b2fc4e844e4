import { schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { limit, rules } from '../rate-limits.ts'
import { awaitedEmail } from './unconfirmed.ts'

const { users } = schema

/** Sends the link to the caller's address that is not confirmed yet once more. Without one it does nothing. */
export async function requestEmailVerification(ctx: SignedInContext): Promise<null> {
  const { userId } = ctx.actor
  const { db, jobs } = ctx.services
  const [user] = await db.drizzle.select().from(users).where(eq(users.id, userId))
  const email = user ? awaitedEmail(user) : null
  if (email === null) return null
  await limit(ctx, rules.mailBy, userId)
  await limit(ctx, rules.mailTo, `verify ${email.toLowerCase()}`)
  await jobs.addNow('mail', [{ what: 'verify', userId }])
  return null
}
