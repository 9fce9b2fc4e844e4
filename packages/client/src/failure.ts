import { type Reason, reasons } from '@chime/protocol'
import { TRPCClientError } from '@trpc/client'

/**
 * What a failed call means for whoever made it.
 * - `transient`: try again; nothing was decided (network, timeout, `UNAVAILABLE`, `RATE_LIMITED`)
 * - `unexpected`: the server had an error of its own; try again a few times
 * - `session`: nobody is signed in; the connection is over
 * - `verdict`: trying again changes nothing
 */
export type Failure = {
  kind: 'transient' | 'unexpected' | 'session' | 'verdict'
  reason: Reason | null
  message: string
  retryAfterMs: number | null
}

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof SessionEnded) {
    return { kind: 'session', reason: 'UNAUTHENTICATED', message, retryAfterMs: null }
  }
  // Not a word from the server: the socket closed, the fetch failed, the time ran out.
  if (!(error instanceof TRPCClientError) || !error.shape) {
    return { kind: 'transient', reason: null, message, retryAfterMs: null }
  }
  const data: unknown = error.data
  const reason = field(data, 'reason')
  const wait = field(data, 'retryAfterMs')
  const retryAfterMs = typeof wait === 'number' && wait > 0 ? wait : null
  if (!isReason(reason)) return { kind: 'unexpected', reason: null, message, retryAfterMs }
  return { kind: kindOf(reason), reason, message, retryAfterMs }
}

/** Thrown by what was waiting when the session ended or the client was closed. */
export class SessionEnded extends Error {
  override name = 'SessionEnded'
}

/** Nobody looks at something that is pending for longer than this. In slow mode one may have to wait for hours. */
const patienceMs = 30_000

/** Whether trying again by itself is of no use: it was refused, or would be for long. */
export function isDecided({ kind, retryAfterMs }: Failure): boolean {
  return kind === 'verdict' || (kind === 'transient' && (retryAfterMs ?? 0) > patienceMs)
}

/** True when the channel does not exist or is not for me: both get the same answer. */
export function isGone(failure: Failure): boolean {
  return failure.reason === 'NOT_FOUND' || failure.reason === 'FORBIDDEN'
}

function kindOf(reason: Reason): Failure['kind'] {
  if (reason === 'UNAVAILABLE' || reason === 'RATE_LIMITED') return 'transient'
  if (reason === 'UNAUTHENTICATED') return 'session'
  return 'verdict'
}

function field(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && name in data ? Reflect.get(data, name) : undefined
}

function isReason(value: unknown): value is Reason {
  return typeof value === 'string' && Object.hasOwn(reasons, value)
}
