import type { Reason } from '@chime/protocol'

/**
 * What a failed call means for the code that made it.
 * - `transient`: nothing was decided, so try again (network, timeout, `UNAVAILABLE`, `RATE_LIMITED`)
 * - `unexpected`: the server had an internal error; try again a few times
 * - `session`: nobody is signed in, so the connection ends
 * - `verdict`: the server refused; trying again changes nothing
 */
export type Failure = {
  kind: 'transient' | 'unexpected' | 'session' | 'verdict'
  /** Why the server refused. A newer server may name a reason that is not among these: that is a verdict too. */
  reason: Reason | null
  message: string
  retryAfterMs: number | null
}

/** What an error of tRPC carries when it is an answer of the server. */
type Answered = { shape?: unknown; data?: { reason?: unknown; retryAfterMs?: unknown } | null }

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof SessionEnded) {
    return { kind: 'session', reason: 'UNAUTHENTICATED', message, retryAfterMs: null }
  }
  const { shape, data } = (error ?? {}) as Answered
  // This error does not come from the server: the socket closed, the request failed, or the time ran out.
  if (!(error instanceof Error) || !shape) return { kind: 'transient', reason: null, message, retryAfterMs: null }
  const { reason, retryAfterMs: wait } = data ?? {}
  const retryAfterMs = typeof wait === 'number' && wait > 0 ? wait : null
  if (typeof reason !== 'string') return { kind: 'unexpected', reason: null, message, retryAfterMs }
  return { kind: kindOf(reason), reason: reason as Reason, message, retryAfterMs }
}

/** Thrown by everything that still waited when the session ended or the client was closed. */
export class SessionEnded extends Error {
  override name = 'SessionEnded'

  constructor(reason?: string | null) {
    super(reason ?? 'The session ended, or the client was closed')
  }
}

/**
 * A wait that is longer than this is treated as a failure, because nobody watches a pending message for so long. In
 * slow mode the server may ask for hours.
 */
const patienceMs = 30_000

/** Whether an automatic retry is pointless: the server refused, or asks for a very long wait. */
export function isDecided({ kind, retryAfterMs }: Failure): boolean {
  return kind === 'verdict' || (kind === 'transient' && (retryAfterMs ?? 0) > patienceMs)
}

/** True when the channel does not exist or the user may not see it. The server gives the same answer to both. */
export function isGone(failure: Failure): boolean {
  return failure.reason === 'NOT_FOUND' || failure.reason === 'FORBIDDEN'
}

function kindOf(reason: string): Failure['kind'] {
  if (reason === 'UNAVAILABLE' || reason === 'RATE_LIMITED') return 'transient'
  if (reason === 'UNAUTHENTICATED') return 'session'
  return 'verdict'
}
