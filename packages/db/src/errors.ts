import pg from 'pg'

/** What the database refused for `23505`, and so on: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const uniqueViolation = '23505'
const lockTimeout = '55P03'
const statementTimeout = '57014'
const conflicts = new Set(['40001', '40P01'])
const lost = new Set([
  // The server or an administrator ended the session, or it is starting or stopping.
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25P03',
  // A former primary that came back as a standby: the next connection finds the new one.
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
/** pg gives these no code. `errors.test.ts` provokes each one, so that a new wording is noticed. */
const lostTexts = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'timeout expired',
]

/** The SQLSTATE of an error of the database, also when Drizzle has wrapped it. */
export function sqlState(error: unknown): string | undefined {
  return databaseError(error)?.code
}

/**
 * True when the session with the database ended, never began, or does not answer. If a statement was under way, whether
 * it was committed is unknown; ask again with something that makes doing it twice harmless.
 */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return state.startsWith('08') || lost.has(state)
  return chain(error).some(
    (e) => ('code' in e && lostNetwork.has(String(e.code))) || lostTexts.some((text) => e.message.startsWith(text)),
  )
}

/** True when the database is there but could not do it now, and has surely done nothing: try again later. */
export function isBusy(error: unknown): boolean {
  const state = sqlState(error)
  if (state === undefined) return false
  // Class 53: out of connections, memory or disk.
  return state === lockTimeout || state === statementTimeout || state.startsWith('53') || conflicts.has(state)
}

/** True when two transactions got in each other's way and Postgres rolled this one back: run it again. */
export function isConflictOfTransactions(error: unknown): boolean {
  return conflicts.has(sqlState(error) ?? '')
}

export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === lockTimeout
}

/** @param constraint Its name, or that of the unique index; any when left out. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = databaseError(error)
  return found?.code === uniqueViolation && (constraint === undefined || found.constraint === constraint)
}

/** True when the data itself is at fault (SQLSTATE classes 22 and 23): the same again will fail again. */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error)
  return state?.startsWith('22') === true || state?.startsWith('23') === true
}

function databaseError(error: unknown): pg.DatabaseError | undefined {
  return chain(error).find((e) => e instanceof pg.DatabaseError)
}

/** The error and what it wraps, by `cause` (Drizzle) and by `errors` (Node, when it tried several addresses). */
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
