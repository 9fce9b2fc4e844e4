import { type Backoff, backoffMs } from '../backoff.ts'
import { failureOf, isDecided } from '../failure.ts'

const retries: Backoff = { firstMs: 300, maxMs: 4_000 }
/** After as many errors of the server's own in a row, the call is given up. */
const unexpectedMax = 4

export type Link = {
  isOnline(): boolean
  /** Resolves once the connection is live; rejects with `SessionEnded` when that will not be. */
  whenOnline(): Promise<void>
}

/**
 * Makes a call until it is answered: waits for the connection, and tries again after whatever decided nothing. A socket that
 * closes under a call is nothing that anybody has to hear of.
 *
 * @param wanted looked at before each try; when false, the call is given up
 * @returns null when given up that way
 * @throws the error of a verdict, of a limit that lasts for long, of too many unexpected errors, or `SessionEnded`
 */
export function persist<T>(link: Link, call: () => Promise<T>): Promise<T>
export function persist<T>(link: Link, call: () => Promise<T>, wanted: () => boolean): Promise<T | null>
export async function persist<T>(
  link: Link,
  call: () => Promise<T>,
  wanted: () => boolean = () => true,
): Promise<T | null> {
  for (let failures = 0, unexpected = 0; ; failures++) {
    await link.whenOnline()
    if (!wanted()) return null
    try {
      return await call()
    } catch (error) {
      const failure = failureOf(error)
      if (failure.kind === 'unexpected') unexpected++
      if (isDecided(failure) || failure.kind === 'session' || unexpected >= unexpectedMax) throw error
      const waitMs = (failure.retryAfterMs ?? 0) + backoffMs(retries, failures)
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}
