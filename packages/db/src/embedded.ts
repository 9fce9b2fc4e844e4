import { access, constants, mkdir, rename, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Log } from '@chime/protocol'
import pg from 'pg'
import { serverAccount } from './embedded/account.ts'
import { findBinaries, reachableBinaries } from './embedded/binaries.ts'
import { type Cluster, prepareCluster } from './embedded/cluster.ts'
import { lockFolder } from './embedded/folder-lock.ts'
import { address, answers, findPostmaster, startPostmaster, stopPostmaster } from './embedded/postmaster.ts'
import { supervise } from './embedded/supervise.ts'

export type EmbeddedPostgres = {
  /** Of the database, with its password: a secret. */
  url: string
  /** Stops the server and gives the folder back. Within 10 s. */
  stop(): Promise<void>
  /** Of the postmaster as it is now: when it is killed it is started again, at the same address. */
  readonly pid: number
  /** The server of an earlier process, which was killed, went on running and was taken over. */
  reused: boolean
}

const databaseName = 'chime'
/** A survivor that does not answer by then is stopped, and a new server started. */
const reuseTimeoutMs = 10_000
const logBytesMax = 10 * 1024 * 1024

/**
 * Runs a real Postgres in `dataDir`, on 127.0.0.1 only, for this process alone. Made on the first start. After a crash of
 * this process, or of Postgres, or of the machine, the next start recovers by itself.
 *
 * As root, Postgres runs as the owner of its folder or as the user `postgres`, which is made if there is none.
 *
 * @param port a free one by default
 * @param settings of postgresql.conf
 * @throws with a message for the one who starts it: the folder is in use (naming the process), not writable, from another
 * version of Postgres; no Postgres for this machine
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
    const account = await serverAccount(join(folder, 'cluster'))
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
    const { host, port, user, password } = address(cluster, postmaster.port)
    options.log.info({ pid: postmaster.pid, port, reused: survivor !== null }, 'embedded Postgres is running')
    return {
      url: `postgresql://${user}:${password}@${host}:${port}/${databaseName}`,
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

async function ownFolder(folder: string): Promise<void> {
  try {
    // Others may pass through, for one of them is the user that Postgres runs as when we are root. They see nothing in it.
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

/** Postgres writes little here. One older file is kept. */
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
