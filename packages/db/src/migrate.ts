import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { installJobs, jobsPlan } from './jobs/queues.ts'

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** The oldest that the append function and its plans were tried on. */
const oldestPostgres = 15
/** Any number that nothing else locks: "chime" in ASCII. */
const lockKey = 0x6368696d65
const connectionTimeoutMs = 10_000

/**
 * Brings the database to the schema of this code. Nodes that start at once take turns: one migrates, the others find it
 * done. All of ours is one transaction, so a failure leaves the database as it was; then the tables of jobs, which the library
 * that owns them keeps up.
 *
 * @throws when Postgres is older than 15, or the database was migrated by a newer version of Chime
 */
export async function migrate(target: string | pg.Pool): Promise<void> {
  const client = new pg.Client({
    // A client of its own, without the pool's timeouts: waiting for another node's migration may take long.
    connectionString: typeof target === 'string' ? target : target.options.connectionString,
    application_name: 'chime migrate',
    connectionTimeoutMillis: connectionTimeoutMs,
    keepAlive: true,
  })
  // The query under way rejects with the same; unheard, it would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    refuseOldPostgres(await versionOf(client))
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await refuseNewerDatabase(client)
    await applyMigrations(drizzle(client), { migrationsFolder })
    await installJobs((text, values) => client.query(text, values))
  } finally {
    // Ending the session releases the lock.
    await client.end()
  }
}

/** Names this set of migrations: another set, or one changed letter, gives another name. */
export function migrationsHash(): string {
  const hash = createHash('sha256')
  for (const migration of readMigrationFiles({ migrationsFolder })) hash.update(migration.hash)
  hash.update(jobsPlan())
  return hash.digest('hex').slice(0, 16)
}

/** @param version as `server_version_num` says it: 150004 is 15.4 */
export function refuseOldPostgres(version: number): void {
  const major = Math.floor(version / 10_000)
  if (!(major >= oldestPostgres)) {
    throw new Error(`Chime needs Postgres ${oldestPostgres} or newer; this server is Postgres ${major}`)
  }
}

async function versionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
  return Number(rows[0]?.server_version_num)
}

async function refuseNewerDatabase(client: pg.Client): Promise<void> {
  const table = await client.query<{ found: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  )
  if (!table.rows[0]?.found) return
  const { rows } = await client.query<{ newest: string | null }>(
    'select max(created_at) as newest from drizzle.__drizzle_migrations',
  )
  const newestHere = Math.max(...readMigrationFiles({ migrationsFolder }).map((m) => m.folderMillis))
  if (Number(rows[0]?.newest ?? 0) > newestHere) {
    throw new Error('The database was migrated by a newer version of Chime. Start that version, or restore a backup.')
  }
}
