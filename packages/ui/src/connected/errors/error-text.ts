import { failureOf, SessionEnded } from '@chime/client'

/** How long to wait, in words: "a second", "2 minutes". */
function waitText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds === 1) return 'a second'
  if (seconds < 90) return `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}

const unreachable = 'Chime cannot be reached. Check your connection and try again.'

/**
 * An error as one sentence for a notice or a form. The text that the server sent is shown only for reasons where it is
 * about what the user entered.
 */
export function errorText(error: unknown): string {
  if (error instanceof SessionEnded) return unreachable
  const { kind, reason, message, retryAfterMs } = failureOf(error)
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
      return message
    case 'UNAVAILABLE':
      return 'Chime is busy right now. Try again in a moment.'
    case null:
      return kind === 'unexpected' ? 'Something went wrong on the server. Try again in a moment.' : unreachable
  }
}
