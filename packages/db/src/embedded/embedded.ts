import { access, constants, mkdir, rename, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Log } from '@chime/protocol'
import pg from 'pg'
import { serverAccount } from './account.ts'
import { findBinaries, reachableBinaries } from './binaries.ts'
import { type Cluster, clusterIn, prepareCluster, readPassword } from './cluster.ts'
import { lockFolder } from './folder-lock.ts'
import { address, answers, findPostmaster, findReadyPostmaster, startPostmaster, stopPostmaster } from './postmaster.ts'
import { supervise } from './supervise.ts'

export type EmbeddedPostgres = {
  /** The URL of the database. It contains the password, so it is a secret. */
  url: string
  /** Stops the server and unlocks the folder, within 10 seconds. */
  stop(): Promise<void>
  /** The process id of the server as it is now: a server that was killed is started again, at the same address. */
  readonly pid: number
  /** True when an earlier process was killed, its server went on running, and this process took that server over. */
  reused: boolean
}

const databaseName = 'chime'
/** A server left by an earlier process that does not answer within this time is stopped, and a new one is started. */
const reuseTimeoutMs = 10_000
const logBytesMax = 10 * 1024 * 1024

/**
 * Runs a real Postgres in `dataDir`, for this process alone, on 127.0.0.1 only. The first start makes the database. After a crash
 * of this process, of Postgres, or of the machine, the next start recovers by itself.
 *
 * When this process is root, Postgres runs as the owner of its folder, or as the user `postgres`, which is made if there is none.
 *
 * @param options.port a free one by default
 * @param options.settings of postgresql.conf
 * @throws with a message for whoever starts Chime: the folder is in use (with the process id), or cannot be written, or was made
 * by another version of Postgres; or there is no Postgres for this machine
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  log: Log
  port?: number
  settings?: Record<string, string>
}): Promise<EmbeddedPostgres> {
  const folder = resolve(options.dataDir)
  await ownFolder(folder)
  const unlock = await lockFolder(folder)
  try {
    const account = await serverAccount(clusterIn(folder))
    const binaries = await reachableBinaries(await findBinaries(), account)
    const cluster = await prepareCluster(folder, account, binaries)
    const survivor = await takeOver(cluster, options)
    const logFile = join(folder, 'postgres.log')
    if (survivor === null) await keepSmall(logFile)
    const settings = options.settings ?? {}
    const postmaster = survivor ?? (await startPostmaster(cluster, { port: options.port, settings, logFile }))
    await createDatabase(cluster, postmaster.port)
    const restart = async () =>
      (await findPostmaster(cluster)) ?? (await startPostmaster(cluster, { port: postmaster.port, settings, logFile }))
    const supervision = supervise(postmaster, restart, options.log)
    const { port } = postmaster
    options.log.info({ pid: postmaster.pid, port, reused: survivor !== null }, 'embedded Postgres is running')
    return {
      url: urlOf(cluster, port),
      get pid() {
        return supervision.current().pid
      },
      reused: survivor !== null,
      async stop() {
        await stopPostmaster(await supervision.end())
        await unlock()
      },
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

/**
 * Finds the database that another process of Chime runs in `dataDir`, for a program that works beside it.
 *
 * @returns its URL, which contains the password; null when none runs there
 */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | null> {
  const folder = resolve(dataDir)
  const postmaster = await findReadyPostmaster(clusterIn(folder))
  return postmaster && urlOf({ password: await readPassword(folder) }, postmaster.port)
}

function urlOf(cluster: Pick<Cluster, 'password'>, ofPort: number): string {
  const { host, port, user, password } = address(cluster, ofPort)
  return `postgresql://${user}:${password}@${host}:${port}/${databaseName}`
}

async function ownFolder(folder: string): Promise<void> {
  try {
    // Others may pass through the folder, but not list it: when we are root, Postgres runs as another user.
    await mkdir(folder, { recursive: true, mode: 0o711 })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new Error(`The folder ${folder} cannot be written. Set DATA_DIR to one that can.`, { cause })
  }
}

async function takeOver(cluster: Cluster, options: { port?: number; log: Log }) {
  const survivor = await findPostmaster(cluster)
  if (survivor === null) return null
  const portFits = options.port === undefined || options.port === survivor.port
  if (portFits && (await answers(cluster, survivor, reuseTimeoutMs))) return survivor
  options.log.warn(survivor, 'an earlier Postgres still runs in this folder and cannot be used: stopping it')
  await stopPostmaster(survivor)
  return null
}

/** Postgres writes little into its log. One older file is kept. */
async function keepSmall(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  if (size > logBytesMax) await rename(logFile, `${logFile}.1`)
}

async function createDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = new pg.Client({ ...address(cluster, port), database: 'postgres', connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`)
  } finally {
    await client.end()
  }
}
