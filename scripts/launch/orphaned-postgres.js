import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Stops the embedded Postgres of a server that was killed and could not do it. It connects to it as the next start
 * would, and then stops it.
 *
 * @param {string} dataDir
 */
export async function stopOrphanedPostgres(dataDir) {
  if (process.env.DATABASE_URL || !existsSync(join(dataDir, 'cluster/postmaster.pid'))) return
  const { startEmbeddedPostgres } = await import('@chime/db/embedded')
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  const postgres = await startEmbeddedPostgres({ dataDir, log: quiet })
  await postgres.stop()
}
