import { randomBytes } from 'node:crypto'
import { type Database, schema } from '@chime/db'
import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm'

const { passkeyChallenges } = schema

/** How long somebody has to touch a key, or to find their phone. */
export const challengeLifeMs = 5 * 60 * 1_000

/**
 * Makes what an authenticator signs next.
 *
 * @param sessionId the session that adds a passkey with it; null for logging in
 */
export async function makeChallenge({ drizzle }: Database, sessionId: string | null): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + challengeLifeMs)
  await drizzle.insert(passkeyChallenges).values({ challenge, sessionId, expiresAt })
  return challenge
}

/**
 * Uses a challenge up, whatever comes of it: one statement decides who of two has it.
 *
 * @returns whether it was made for the same, and in time
 */
export async function useChallenge(
  { drizzle }: Database,
  challenge: string,
  sessionId: string | null,
): Promise<boolean> {
  const purpose = sessionId === null ? isNull(passkeyChallenges.sessionId) : eq(passkeyChallenges.sessionId, sessionId)
  const used = await drizzle
    .delete(passkeyChallenges)
    .where(and(eq(passkeyChallenges.challenge, challenge), purpose, gt(passkeyChallenges.expiresAt, sql`now()`)))
    .returning({ challenge: passkeyChallenges.challenge })
  return used.length > 0
}

/** Deletes what nobody answered. Nothing depends on it, since `useChallenge` checks the time itself. */
export async function sweepPasskeyChallenges({ drizzle }: Database): Promise<void> {
  await drizzle.delete(passkeyChallenges).where(lte(passkeyChallenges.expiresAt, sql`now()`))
}
