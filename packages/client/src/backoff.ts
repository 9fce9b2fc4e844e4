/** `maxMs` limits how long a client still waits after the trouble is over. */
export type Backoff = { firstMs: number; maxMs: number }

/**
 * Exponential backoff with full jitter: a random time between 0 and `firstMs * 2^failures`, at most `maxMs`. The
 * randomness spreads out clients that failed together, so that they do not all come back at the same moment (Brooker,
 * "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 *
 * @param failures how many tries in a row have failed before the last one: 0 for the first wait
 */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(maxMs, firstMs * 2 ** Math.min(failures, 30)))
}
