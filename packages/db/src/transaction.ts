import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Tx } from './driver.ts'
import { isConflictOfTransactions } from './errors.ts'

/** Lock orders (change.ts) make conflicts rare; more than this many in a row means that one is wrong. */
const attempts = 4
const pauseMs = 10

/**
 * Runs `run` in one transaction, at READ COMMITTED, and again from the start when Postgres rolled it back for a
 * deadlock or a serialization failure: so `run` must have no effect outside the transaction. Publish after it resolves.
 *
 * @throws what `run` throws, and the database's errors (errors.ts), as Drizzle wraps them
 */
export async function transaction<T>(db: Database, run: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.drizzle.transaction(run)
    } catch (error) {
      if (attempt === attempts || !isConflictOfTransactions(error)) throw error
      // At random, so that the two do not meet again.
      await sleep(Math.random() * pauseMs * attempt)
    }
  }
}
