import { type Database, type JobData, schema, type UserRow } from '@chime/db'
import { and, eq, isNull, ne, or, sql } from 'drizzle-orm'
import { makeLink } from '../account/link-token.ts'
import { awaitedEmail } from '../account/unconfirmed.ts'
import type { Services } from '../services.ts'
import { emailChangingLetter, passwordChangedLetter, resetLetter, takenLetter, verifyLetter } from './letters.ts'
import type { Letter } from './mail.ts'

const { users } = schema

type Ready = { to: string; letter: Letter }

/**
 * Sends a mail. The secret of its link is made here, anew at each attempt: only its hash is ever stored. What was asked
 * for somebody who has no account, or needs the mail no more, sends nothing.
 *
 * @throws what hinders it now, after which it is to be called again
 */
export async function sendMail(services: Services, job: JobData['mail']): Promise<void> {
  const ready = await prepare(services, job)
  if (ready) await services.mail.send(ready.to, ready.letter)
}

async function prepare(services: Services, job: JobData['mail']): Promise<Ready | null> {
  const { db, mail } = services
  if (job.what === 'reset') return reset(services, job.email)
  const [user] = await db.drizzle
    .select()
    .from(users)
    .where(and(eq(users.id, job.userId), isNull(users.suspendedAt)))
  if (!user) return null
  if (job.what === 'verify') return verify(services, user)
  if (job.what === 'email-changing') return { to: job.to, letter: emailChangingLetter(mail, user) }
  return user.email === null ? null : { to: user.email, letter: passwordChangedLetter(mail, user) }
}

async function reset({ db, mail }: Services, email: string): Promise<Ready | null> {
  const user = await ownerOf(db, email)
  if (!user) return null
  const to = user.email ?? email
  return { to, letter: resetLetter(mail, user, await makeLink(db, 'reset', user.id, to)) }
}

async function verify({ db, mail }: Services, user: UserRow): Promise<Ready | null> {
  const to = awaitedEmail(user)
  if (to === null) return null
  const [other] = await db.drizzle
    .select()
    .from(users)
    .where(and(eq(sql`lower(${users.email})`, to.toLowerCase()), ne(users.id, user.id)))
  if (other) return { to, letter: takenLetter(mail, other) }
  return { to, letter: verifyLetter(mail, user, await makeLink(db, 'verify', user.id, to)) }
}

/**
 * Whose password the owner of an address may set: that of the account with this address, or else of the newest that was
 * registered with it and has no other. Users of another application have no password here.
 */
async function ownerOf({ drizzle }: Database, email: string): Promise<UserRow | undefined> {
  const wanted = email.toLowerCase()
  const isOwn = eq(sql`lower(${users.email})`, wanted)
  const isAwaited = and(isNull(users.email), eq(sql`lower(${users.pendingEmail})`, wanted))
  const [user] = await drizzle
    .select()
    .from(users)
    .where(and(or(isOwn, isAwaited), isNull(users.suspendedAt), isNull(users.externalId)))
    .orderBy(sql`${users.email} is null`, sql`${users.createdAt} desc`)
    .limit(1)
  return user
}
