import { createHash, randomBytes } from 'node:crypto'
import { type Database, schema, type Tx } from '@chime/db'
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import { Refusal } from '../errors.ts'

const { linkTokens } = schema

type Purpose = 'reset' | 'verify'
type Link = typeof linkTokens.$inferSelect

/** How long a link works. Whoever can read an old mail must not get into the account with it. */
const lifetime = { reset: sql`interval '1 hour'`, verify: sql`interval '1 day'` }

/** Makes the secret of a link, 256 random bits, and stores its hash. */
export async function makeLink(
  { drizzle }: Database,
  purpose: Purpose,
  userId: string,
  email: string,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = sql`now() + ${lifetime[purpose]}`
  await drizzle.insert(linkTokens).values({ tokenHash: hashToken(token), userId, purpose, email, expiresAt })
  return token
}

/** @throws Refusal `NOT_FOUND` alike for a link that is unknown, expired or used */
export async function findLink(tx: Pick<Tx, 'select'>, purpose: Purpose, token: string): Promise<Link> {
  const isThis = and(eq(linkTokens.tokenHash, hashToken(token)), eq(linkTokens.purpose, purpose))
  const [link] = await tx
    .select()
    .from(linkTokens)
    .where(and(isThis, gt(linkTokens.expiresAt, sql`now()`)))
  if (!link) throw deadLink()
  return link
}

export const deadLink = () => new Refusal('NOT_FOUND', 'This link works no more: it has expired or was used')

/** After this the user's former links set no password. @returns the hashes of their tokens */
export async function endResetLinks(tx: Tx, userId: string): Promise<string[]> {
  const ended = await tx
    .delete(linkTokens)
    .where(and(eq(linkTokens.userId, userId), eq(linkTokens.purpose, 'reset')))
    .returning({ tokenHash: linkTokens.tokenHash })
  return ended.map(({ tokenHash }) => tokenHash)
}

/** Deletes links that have expired, to save space. Nothing depends on it, since `findLink` checks the time itself. */
export async function sweepLinks({ drizzle }: Database): Promise<void> {
  await drizzle.delete(linkTokens).where(lte(linkTokens.expiresAt, sql`now()`))
}

/** Only this hash is stored, so that a stolen database opens no account. */
const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')
