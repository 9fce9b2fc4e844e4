import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import pg from 'pg'
import { buildIndexes, concurrentIndexes, isConcurrent } from './concurrent-indexes.ts'
import { functionsHash, installFunctions, readFunctions } from './functions.ts'
import { installJobs, jobsPlan } from './jobs/queues.ts'

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** The oldest major version on which the function that appends messages, and its query plans, were tested. */
const oldestPostgres = 15
/** The key of an advisory lock. Any number will do that nothing else locks; this is "chime" in ASCII. */
const lockKey = 0x6368696d65
const connectionTimeoutMs = 10_000
const turnEveryMs = 100

/**
 * Brings the database to the schema of this code: the migrations that it lacks, then the functions if they are newer, all in
 * one transaction, so that a failure leaves the database as it was; then, while other nodes write, the indexes that a migration
 * makes with `CREATE INDEX CONCURRENTLY`; and the tables for jobs, which the library that owns them installs. Nodes that start at the same time take turns: one migrates, and the others find it done.
 *
 * @param functions those of another release, for tests
 * @throws when Postgres is older than 15, or the database was migrated by a newer version of Chime
 */
export async function migrate(target: string | pg.Pool, functions = readFunctions()): Promise<void> {
  const client = new pg.Client({
    // Not a client of the pool: its timeouts would end the wait for another node's migration, which may take long.
    connectionString: typeof target === 'string' ? target : target.options.connectionString,
    application_name: 'chime migrate',
    connectionTimeoutMillis: connectionTimeoutMs,
    keepAlive: true,
  })
  // The running query rejects with the same error. Without a listener the event would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    refuseOldPostgres(await versionOf(client))
    await takeTurn(client)
    await client.query('begin')
    await lockInstance(client)
    await applyMigrations(client)
    await installFunctions(client, functions)
    await client.query('commit')
    await buildIndexes(client, concurrentIndexes(readMigrationFiles({ migrationsFolder }).flatMap(({ sql }) => sql)))
    await installJobs((text, values) => client.query(text, values))
  } finally {
    // Ending the session releases the lock, and rolls back what is not committed.
    await client.end()
  }
}

/**
 * Takes the lock, and asks again and again for it. A statement that waits for it would hold a snapshot, for whose end the building
 * of an index waits: then the two would wait for each other.
 */
async function takeTurn(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lockKey])
    if (rows[0]?.mine) return
    await sleep(turnEveryMs)
  }
}

/** Names what `migrate` makes: another migration, function or queue, or one changed letter, gives another name. */
export function migrationsHash(): string {
  const hash = createHash('sha256')
  for (const migration of readMigrationFiles({ migrationsFolder })) hash.update(migration.hash)
  hash.update(functionsHash(readFunctions()))
  hash.update(jobsPlan())
  return hash.digest('hex').slice(0, 16)
}

/** @param version in the form of `server_version_num`: 150004 is 15.4 */
export function refuseOldPostgres(version: number): void {
  const major = Math.floor(version / 10_000)
  if (!(major >= oldestPostgres)) {
    throw new Error(`Chime needs Postgres ${oldestPostgres} or newer; this server is Postgres ${major}`)
  }
}

/**
 * Registration locks the row of `instance` before it writes to other tables. Whoever changes tables here takes it first
 * too, or the two could wait for each other.
 */
async function lockInstance(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('instance') is not null as exists`)
  if (rows[0]?.exists) await client.query('select from instance for update')
}

async function versionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
  return Number(rows[0]?.server_version_num)
}

/**
 * Does what Drizzle's own `migrate` does, and keeps the same table of what is done. That one begins and commits a transaction
 * itself, so the functions could not be installed in it.
 *
 * @throws when the database has a migration that is newer than all of ours
 */
async function applyMigrations(client: pg.Client): Promise<void> {
  await client.query('create schema if not exists drizzle')
  await client.query(`create table if not exists drizzle.__drizzle_migrations
    (id serial primary key, hash text not null, created_at bigint)`)
  const { rows } = await client.query<{ newest: string | null }>(
    'select max(created_at) as newest from drizzle.__drizzle_migrations',
  )
  const newest = Number(rows[0]?.newest ?? 0)
  const migrations = readMigrationFiles({ migrationsFolder })
  if (migrations.every(({ folderMillis }) => folderMillis < newest)) {
    throw new Error('The database was migrated by a newer version of Chime. Start that version, or restore a backup.')
  }
  for (const { folderMillis, hash, sql } of migrations) {
    if (folderMillis <= newest) continue
    for (const statement of sql) if (!isConcurrent(statement)) await client.query(statement)
    await client.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', [
      hash,
      folderMillis,
    ])
  }
}
