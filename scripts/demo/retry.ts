import { setTimeout } from 'node:timers/promises'
import type { ErrorData } from '@chime/protocol'
import { TRPCClientError } from '@trpc/client'

/** What the server tells about a failed call; null if the error does not come from the server. */
export function refusalOf(error: unknown): ErrorData | null {
  if (!(error instanceof TRPCClientError) || !error.data) return null
  return error.data as ErrorData // our own server gives all errors this shape
}

const mostTries = 50

/**
 * Calls again after `RATE_LIMITED` and `UNAVAILABLE`, as soon as the server allows it, up to 50 times.
 *
 * @param onWait called before each wait of more than a second, with its length
 * @throws any other error of the call, and the last one when it gives up
 */
export async function retry<T>(
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
