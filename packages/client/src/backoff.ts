/** `maxMs` bounds how long after the end of a trouble somebody may go on waiting. */
export type Backoff = { firstMs: number; maxMs: number }

/**
 * Exponential backoff with full jitter: a random time between 0 and `firstMs * 2^failures`, at most `maxMs`. Clients that failed
 * together then come back spread out (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 *
 * @param failures how often it failed in a row before this wait, from 0
 */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(maxMs, firstMs * 2 ** Math.min(failures, 30)))
}
