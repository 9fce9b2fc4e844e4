import { setTimeout } from 'node:timers/promises'
import type { ErrorData } from '@chime/protocol'
import { TRPCClientError } from '@trpc/client'

/** What the server said about a call that failed; null when the error is not the server's. */
export function refusalOf(error: unknown): ErrorData | null {
  if (!(error instanceof TRPCClientError) || !error.data) return null
  return error.data as ErrorData // the shape that our own server gives its errors
}

const mostTries = 50

/**
 * Calls until it is not too early any more: `RATE_LIMITED` and `UNAVAILABLE` are waited for as long as the server says.
 *
 * @param onWait told before each wait of more than a second
 * @throws whatever else the call throws
 */
export async function patiently<T>(
  call: () => Promise<T>,
  { signal, onWait }: { signal?: AbortSignal; onWait?: (ms: number) => void } = {},
): Promise<T> {
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted()
    try {
      return await call()
    } catch (error) {
      const refusal = refusalOf(error)
      const worthIt = refusal?.reason === 'RATE_LIMITED' || refusal?.reason === 'UNAVAILABLE'
      if (!worthIt || tries === mostTries) throw error
      const ms = refusal?.retryAfterMs ?? 1_000
      if (ms > 1_000) onWait?.(ms)
      await setTimeout(ms, undefined, { signal })
    }
  }
}
