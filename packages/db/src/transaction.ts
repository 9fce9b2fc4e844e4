import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Tx } from './driver.ts'
import { isConflictOfTransactions } from './errors.ts'

/** The lock order (locks.ts) makes conflicts rare. More of them in a row than this mean that somebody breaks that order. */
const attempts = 4
const pauseMs = 10

/**
 * Runs `run` in one transaction, at READ COMMITTED. When Postgres rolls it back for a deadlock or a serialization failure, `run`
 * is called again from the start: so it must have no effect outside the transaction. Publish events after this has resolved.
 *
 * @throws what `run` throws, and errors of the database as Drizzle wraps them (see errors.ts)
 */
export async function transaction<T>(db: Database, run: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.drizzle.transaction(run)
    } catch (error) {
      if (attempt === attempts || !isConflictOfTransactions(error)) throw error
      // A random pause, so that the same two transactions do not meet again.
      await sleep(Math.random() * pauseMs * attempt)
    }
  }
}
