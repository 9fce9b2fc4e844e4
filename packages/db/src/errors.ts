import pg from 'pg'

// SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
const uniqueViolation = '23505'
const lockTimeout = '55P03'
const statementTimeout = '57014'
const conflicts = new Set(['40001', '40P01'])
const lost = new Set([
  // The server or an administrator ended the session, or the server is starting or stopping.
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25P03',
  // Read-only: a former primary has come back as a standby. The next connection finds the new primary.
  '25006',
])
const lostNetwork = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** Errors that pg throws without a code. `errors.test.ts` provokes each one, so that a changed wording is noticed. */
const lostTexts = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'timeout expired',
]

/** The SQLSTATE of a database error, also when Drizzle has wrapped the error. */
export function sqlState(error: unknown): string | undefined {
  return databaseError(error)?.code
}

/**
 * True when the session with the database has ended, never began, or does not answer. If a statement was running, nobody knows
 * whether it was committed: try again only in a way that makes a second time harmless.
 */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return state.startsWith('08') || lost.has(state)
  return chain(error).some(
    (e) => ('code' in e && lostNetwork.has(String(e.code))) || lostTexts.some((text) => e.message.startsWith(text)),
  )
}

/** True when the database answered that it could not do it now. Nothing was done, so trying again later is safe. */
export function isBusy(error: unknown): boolean {
  const state = sqlState(error)
  if (state === undefined) return false
  // Class 53: out of connections, memory or disk.
  return state === lockTimeout || state === statementTimeout || state.startsWith('53') || conflicts.has(state)
}

/** True when Postgres rolled this transaction back because of another one (a deadlock, for example): run it again. */
export function isConflictOfTransactions(error: unknown): boolean {
  return conflicts.has(sqlState(error) ?? '')
}

export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === lockTimeout
}

/** @param constraint the name of the constraint or unique index; any of them when left out */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = databaseError(error)
  return found?.code === uniqueViolation && (constraint === undefined || found.constraint === constraint)
}

/** True when the data is at fault (SQLSTATE classes 22 and 23): the same statement will fail again. */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error)
  return state?.startsWith('22') === true || state?.startsWith('23') === true
}

function databaseError(error: unknown): pg.DatabaseError | undefined {
  return chain(error).find((e) => e instanceof pg.DatabaseError)
}

/** The error and all errors that it wraps: in `cause` (Drizzle), and in `errors` (Node, after it tried several addresses). */
function chain(error: unknown): Error[] {
  const found: Error[] = []
  const queue = [error]
  while (queue.length > 0 && found.length < 20) {
    const next = queue.shift()
    if (!(next instanceof Error)) continue
    found.push(next)
    queue.push(next.cause)
    if (next instanceof AggregateError) queue.push(...next.errors)
  }
  return found
}
