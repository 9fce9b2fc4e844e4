import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, isConnectionLost, migrate, openDatabase } from '@chime/db'
import { findEmbeddedPostgres, startEmbeddedPostgres } from '@chime/db/embedded'
import { FolderInUse } from '@chime/db/embedded/folder-lock'
import type { Config } from '../config.ts'

/** A server that is just starting or stopping has the folder, but its Postgres takes no connections. */
const waitMs = 30_000
const everyMs = 250

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Runs `work` on the database of this installation: that of DATABASE_URL, or the embedded one, which is started for this
 * moment if no server runs.
 *
 * @throws with a message for people when there is no database
 */
export async function withDatabase<T>(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const { url, stop } = databaseUrl === null ? await embedded(dataDir) : { url: databaseUrl, stop: async () => {} }
  try {
    await migrate(url).catch((cause: unknown) => {
      if (!isConnectionLost(cause)) throw cause
      throw new Error('The database does not answer. Is DATABASE_URL right, and does it run?', { cause })
    })
    const db = openDatabase({ url, maxConnections: 1, log: quiet })
    return await work(db).finally(() => db.close())
  } finally {
    await stop()
  }
}

async function embedded(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const url = await findEmbeddedPostgres(dataDir)
    if (url !== null) return { url, stop: async () => {} }
    try {
      return await startEmbeddedPostgres({ dataDir, log: quiet })
    } catch (error) {
      if (!(error instanceof FolderInUse) || Date.now() > deadline) throw error
      await sleep(everyMs)
    }
  }
}
