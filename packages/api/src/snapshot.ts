import type { Database, Tx } from '@chime/db'

/** Reads everything as of one moment, so that what is returned together belongs together. Takes no locks. */
export const snapshot = <T>({ drizzle }: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  drizzle.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' })
