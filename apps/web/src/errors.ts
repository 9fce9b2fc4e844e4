import type { ErrorData, Reason } from '@chime/protocol'
import { TRPCClientError } from '@trpc/client'

/** What the server says about a failed call; empty for anything else that was thrown. */
export function errorData(error: unknown): ErrorData {
  if (!(error instanceof TRPCClientError)) return {}
  // tRPC types `data` by router; the shape is the protocol's for every procedure.
  return (error.data ?? {}) as ErrorData
}

export const reasonOf = (error: unknown): Reason | undefined => errorData(error).reason

/** "a few seconds", "2 minutes": how long to wait, for people. */
export function waitText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds === 1) return 'a second'
  if (seconds < 90) return `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}

/** One sentence for a toast or a form. Text of the server is shown only where it speaks about the input. */
export function errorText(error: unknown): string {
  const { reason, retryAfterMs } = errorData(error)
  switch (reason) {
    case 'RATE_LIMITED':
      return retryAfterMs
        ? `That was a bit fast. Try again in ${waitText(retryAfterMs)}.`
        : 'That was a bit fast. Try again soon.'
    case 'UNAUTHENTICATED':
      return 'You are logged out. Log in again to go on.'
    case 'FORBIDDEN':
      return 'You are not allowed to do that.'
    case 'NOT_FOUND':
      return 'That is not there any more.'
    case 'INVALID_INPUT':
    case 'CONFLICT':
    case 'TOO_LARGE':
    case 'WRONG_CREDENTIALS':
    case 'TWO_FACTOR_REQUIRED':
      return error instanceof Error ? error.message : 'That did not work.'
    case 'UNAVAILABLE':
      return 'Chime is busy right now. Try again in a moment.'
    case undefined:
      return error instanceof TRPCClientError && error.data
        ? 'Something went wrong on the server. Try again in a moment.'
        : 'Chime cannot be reached. Check your connection and try again.'
  }
}
