import { failureOf } from '@chime/client'

/** Ends the program with one line on standard error. */
export class Problem extends Error {
  override name = 'Problem'
  /** 1: it did not work. 2: the program was called wrongly. */
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** What went wrong, in one line for people. */
export function explain(error: unknown): string {
  if (error instanceof Problem) return error.message
  const { kind, reason, message, retryAfterMs } = failureOf(error)
  if (kind === 'session') return 'The session has ended. Log in again: chime login'
  if (reason === 'RATE_LIMITED') return `Too fast. Try again in ${Math.ceil((retryAfterMs ?? 1_000) / 1_000)} s`
  // Node's fetch hides why it failed.
  if (kind === 'transient' && message === 'fetch failed') return 'The server cannot be reached'
  return message.replace(/\s*\n\s*/g, ' ')
}
