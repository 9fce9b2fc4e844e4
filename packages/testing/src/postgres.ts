import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@chime/db/embedded'
import { migrate, migrationsHash } from '@chime/db/migrate'
import type { Log } from '@chime/protocol'
import pg from 'pg'

export type TestDatabase = { url: string; drop(): Promise<void> }

const templateLockKey = 0x74656d706c
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Creates an empty, migrated database for one test file, in some 30 ms: Postgres copies a template, which is made once for
 * each server and set of migrations. The server is the one at TEST_DATABASE_URL, whose user must be allowed to create
 * databases, or else an embedded one. This process starts the embedded one, and it ends with the process, however that ends.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const admin = await adminUrl()
  const template = await ensureTemplate(admin)
  const name = `chime_test_${process.pid}_${randomBytes(6).toString('hex')}`
  await withClient(admin, (client) => client.query(`create database ${name} template ${template}`))
  return {
    url: withDatabase(admin, name),
    async drop() {
      await withClient(admin, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/**
 * Starts a Postgres for many test processes: start it once, pass `url` to them as TEST_DATABASE_URL, and stop it at the end.
 * It runs without fsync, which is fast and not durable. When this process ends, also by kill -9, Postgres ends and its
 * folder is removed.
 *
 * @param settings of postgresql.conf; they override ours. Benchmarks of durable writes turn `fsync` on
 */
export async function startTestServer(settings: Record<string, string> = {}): Promise<{
  url: string
  pid: number
  dataDir: string
  stop(): Promise<void>
}> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chime-test-'))
  const server = await startEmbeddedPostgres({
    dataDir,
    log: silent,
    settings: { fsync: 'off', max_connections: '400', shared_buffers: '64MB', ...settings },
  })
  const guard = guardAgainstOrphans(server.pid, dataDir)
  return {
    url: server.url,
    pid: server.pid,
    dataDir,
    async stop() {
      await server.stop()
      guard.stdin.end()
    },
  }
}

/**
 * Starts a shell that reads from a pipe to us. The system closes the pipe however this process ends; the shell then stops
 * Postgres and removes its folder.
 */
function guardAgainstOrphans(pid: number, folder: string) {
  const script =
    'read -r line; kill -QUIT "$0"; for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$0" && sleep 0.3; done; rm -rf "$1"'
  const guard = spawn('/bin/sh', ['-c', script, String(pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  // The pipe is a socket, which Node's type does not say. Without `unref` it would keep this process from ending.
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref()
  return guard
}

let started: Promise<{ url: string }> | undefined

async function adminUrl(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL
  if (given !== undefined && given !== '') return given
  started ??= startTestServer()
  return (await started).url
}

let template: Promise<string> | undefined

function ensureTemplate(admin: string): Promise<string> {
  template ??= makeTemplate(admin)
  return template
}

/** The template is made under a draft name and renamed when it is complete, so that nobody copies half of it. */
async function makeTemplate(admin: string): Promise<string> {
  const name = `chime_template_${migrationsHash()}`
  await withClient(admin, async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLockKey])
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount !== 0) return
    const draft = `${name}_draft`
    await client.query(`drop database if exists ${draft} with (force)`)
    await client.query(`create database ${draft}`)
    await migrate(withDatabase(admin, draft))
    await client.query(`alter database ${draft} rename to ${name}`)
  })
  return name
}

async function withClient(url: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await run(client)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
