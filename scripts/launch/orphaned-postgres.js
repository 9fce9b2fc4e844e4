import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A server that was killed could not stop its embedded Postgres. Takes that over, as the next start would, and stops it.
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
