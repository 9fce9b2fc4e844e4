import { type Database, schema } from '@chime/db'
import { gt, sql } from 'drizzle-orm'

// When keys begin and end. Their times are those of the database, so that the clocks of nodes need not agree.

const { signingKeys } = schema

export const accessTokenMs = 10 * 60 * 1_000
/** How long others may keep the published keys before they ask again. */
export const keySetMaxAgeMs = 5 * 60 * 1_000
/** How long a key signs. */
export const keyLifeMs = 30 * 24 * 60 * 60 * 1_000
/** How often a node looks whether a key is needed. */
export const checkEveryMs = 60 * 1_000
/** A key is published so long before it signs that nobody still keeps a set without it. */
export const publishedAheadMs = 2 * keySetMaxAgeMs
/** A key whose end is so near gets a successor. Every node that runs has looked by then. */
export const successorDueMs = publishedAheadMs + 2 * checkEveryMs
/** A key stays published until its last token has expired; a minute longer, because clocks differ. */
export const publishedAfterMs = accessTokenMs + 60 * 1_000

/** `ms` milliseconds after now, by the clock of the database. */
export const afterNow = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`

/**
 * Lets all keys end soon. Every running node then makes a successor within a minute, which is published before it signs:
 * nobody notices. For keys that somebody else may know, `atOnce` deletes them: within a minute all access tokens are
 * refused, and clients fetch new ones.
 *
 * @returns how many keys that concerns
 */
export async function rotateSigningKeys({ drizzle }: Database, { atOnce }: { atOnce: boolean }): Promise<number> {
  const changed = atOnce
    ? await drizzle.delete(signingKeys).returning({ id: signingKeys.id })
    : await drizzle
        .update(signingKeys)
        .set({ signsUntil: afterNow(successorDueMs) })
        .where(gt(signingKeys.signsUntil, afterNow(successorDueMs)))
        .returning({ id: signingKeys.id })
  return changed.length
}
