import type { Database, Tx } from '@chime/db'

/** Runs reads that must fit together: all see the database as it was at one moment. Takes no locks. */
export const snapshot = <T>({ drizzle }: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  drizzle.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' })
