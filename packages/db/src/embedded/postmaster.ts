import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { open, readFile, readlink, realpath, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, cleanEnvironment, location, superuser } from './cluster.ts'
import { ended, isRunning, signal } from './process.ts'

/** The main process of a running Postgres server. Its port is on 127.0.0.1. */
export type Postmaster = { pid: number; port: number }

/** After a crash Postgres first replays its log, which takes time. */
const startTimeoutMs = 60_000
/** For a "fast" shutdown: Postgres ends sessions, rolls back, and writes a checkpoint. */
const fastStopMs = 5_000
/** For an "immediate" shutdown: Postgres ends at once, and the next start recovers. Nothing that was committed is lost. */
const immediateStopMs = 3_000
const pollMs = 20
const portAttempts = 5

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // The client gets the errors of its statements. In the log file they would store people's messages and addresses.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  // Ends a statement whose client was killed, and so releases its locks.
  client_connection_check_interval: '5s',
}

/** Finds the server that an earlier process left running in this folder, by its pid file; null when there is none. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster | null> {
  const file = await readPidFile(cluster.path)
  if (file === undefined) return null
  if (await isRunningIn(cluster.path, file.pid)) return file
  // No process has this pid now, or another program has it, or the server has ended and its parent has not waited for it. In the
  // last two cases Postgres would refuse to start, so the pid is replaced. The rest of the file must stay: from it Postgres knows
  // whether children of the old server still run.
  await writeFile(join(cluster.path, pidFile), file.text.replace(/^\d+/, String(noSuchPid)))
  return null
}

/** Finds the server that another process runs in this folder, and changes nothing. Null: none takes connections there. */
export async function findReadyPostmaster(clusterPath: string): Promise<Postmaster | null> {
  const file = await readPidFile(clusterPath)
  return file?.ready && (await isRunningIn(clusterPath, file.pid)) ? file : null
}

const isRunningIn = async (clusterPath: string, pid: number) =>
  (await isRunning(pid)) && (await worksIn(pid, clusterPath))

const pidFile = 'postmaster.pid'
/** Higher than any pid that a system uses. */
const noSuchPid = 99_999_999

/** The format is described at https://www.postgresql.org/docs/current/storage-file-layout.html; line 8 is the status. */
async function readPidFile(clusterPath: string) {
  const text = await readFile(join(clusterPath, pidFile), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  return pid > 0 ? { text, pid, port: Number(lines[3]), ready: lines[7] === 'ready' } : undefined
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(folder))
  } catch {
    // The process of another user. Postgres itself takes such a one for not being its server.
    return false
  }
}

/** Waits until the server takes connections. @returns false when it ended instead, or took longer than `timeoutMs` */
export async function answers(cluster: Cluster, postmaster: Postmaster, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline && (await isRunning(postmaster.pid))) {
    const file = await readPidFile(cluster.path)
    if (file?.pid === postmaster.pid && file.ready && (await canConnect(cluster, postmaster.port))) return true
    await sleep(pollMs)
  }
  return false
}

async function canConnect(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({ ...address(cluster, port), database: 'postgres', connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

export function address(cluster: Pick<Cluster, 'password'>, port: number) {
  return { host: '127.0.0.1', port, user: superuser, password: cluster.password }
}

/**
 * Starts the server in a process group of its own: Ctrl-C must reach our process and not Postgres, which has to be stopped last.
 *
 * @throws with the last lines of Postgres' own log
 */
export async function startPostmaster(
  cluster: Cluster,
  options: { port: number | undefined; settings: Record<string, string>; logFile: string },
): Promise<Postmaster> {
  const deadline = Date.now() + startTimeoutMs
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    const log = await open(options.logFile, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY, 0o600)
    const logStart = (await log.stat()).size
    const { argument, cwd } = await location(cluster.path, cluster.account)
    const flags = Object.entries({ ...settings, ...options.settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ])
    const child = spawn(cluster.binaries.postgres, ['-D', argument, '-p', String(port), ...flags], {
      ...cluster.account,
      cwd,
      env: cleanEnvironment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    const failure = new Promise<Error>((resolve) => child.once('error', resolve))
    child.unref()
    await log.close()
    if (child.pid === undefined) throw new Error(`Postgres could not be started: ${(await failure).message}`)
    const postmaster = { pid: child.pid, port }
    if (await answers(cluster, postmaster, deadline - Date.now())) return postmaster
    await stopPostmaster(postmaster)
    const said = await tail(options.logFile, logStart)
    // Another program took the port in between, or children of a killed server have not ended yet.
    const portTaken = said.includes('could not bind') && options.port === undefined && attempt < portAttempts
    const childrenLeft = said.includes('pre-existing shared memory block') && Date.now() < deadline
    if (!portTaken && !childrenLeft) throw new Error(`Postgres did not start in ${cluster.path}:\n${said}`)
    await sleep(100)
  }
}

/** Stops the server, by force if it does not react. This takes a bounded time, and nothing that was committed is lost. */
export async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  signal(pid, 'SIGINT')
  if (await ended(pid, fastStopMs)) return
  signal(pid, 'SIGQUIT')
  if (await ended(pid, immediateStopMs)) return
  throw new Error(`Postgres, process ${pid}, does not stop`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const bound = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (bound === null || typeof bound === 'string') throw new Error('no free port on 127.0.0.1')
  return bound.port
}

async function tail(file: string, from: number): Promise<string> {
  const text = (await readFile(file)).subarray(from).toString('utf8')
  return text.slice(-4_000).trim()
}
