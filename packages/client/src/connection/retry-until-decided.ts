import { type Backoff, backoffMs } from '../backoff.ts'
import { failureOf, isDecided } from '../failure.ts'
import type { Trpc } from '../trpc.ts'

const retries: Backoff = { firstMs: 300, maxMs: 4_000 }
/** After this many internal errors of the server, the call is given up. */
const unexpectedMax = 4

export interface Connectivity {
  readonly isOnline: boolean
  /** Resolves once the client is online; rejects with `SessionEnded` when it will not be. */
  whenOnline(): Promise<void>
}

type Callable = { readonly connection: Connectivity; readonly trpc: Trpc }

/**
 * Makes a call and repeats it until the server has decided. It waits for the connection first, and tries again after
 * every failure that decided nothing, for example a socket that closed during the call.
 *
 * @param wanted checked before each try; when it returns false, the call is given up
 * @returns the answer, or null when the call was given up
 * @throws the error when the server refused, asks for a very long wait, or had too many internal errors; or
 * `SessionEnded`
 */
export function retryUntilDecided<T>(context: Callable, call: (trpc: Trpc) => Promise<T>): Promise<T>
export function retryUntilDecided<T>(
  context: Callable,
  call: (trpc: Trpc) => Promise<T>,
  wanted: () => boolean,
): Promise<T | null>
export async function retryUntilDecided<T>(
  { connection, trpc }: Callable,
  call: (trpc: Trpc) => Promise<T>,
  wanted: () => boolean = () => true,
): Promise<T | null> {
  for (let failures = 0, unexpected = 0; ; failures++) {
    await connection.whenOnline()
    if (!wanted()) return null
    try {
      return await call(trpc)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.kind === 'unexpected') unexpected++
      if (isDecided(failure) || failure.kind === 'session' || unexpected >= unexpectedMax) throw error
      const waitMs = (failure.retryAfterMs ?? 0) + backoffMs(retries, failures)
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}
