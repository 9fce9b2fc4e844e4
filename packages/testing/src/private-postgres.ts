import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serverAccount } from '@chime/db/embedded/account'
import { findBinaries, reachableBinaries } from '@chime/db/embedded/binaries'
import { prepareCluster } from '@chime/db/embedded/cluster'
import { address, findPostmaster, startPostmaster, stopPostmaster } from '@chime/db/embedded/postmaster'
import { ended, signal } from '@chime/db/embedded/process'
import pg from 'pg'

const run = promisify(execFile)
const endWithinMs = 10_000

/** A Postgres that only this test uses, so the test may kill or freeze it. Only `restart` starts it again. */
export type PrivatePostgres = {
  url: string
  readonly pid: number
  /** Kills the postmaster with SIGKILL, and waits until its children have ended too. */
  kill(): Promise<void>
  /** Starts it again at the same address. Everything that was committed is still there. */
  restart(): Promise<void>
  /** Freezes it and all its children with SIGSTOP: connections stay open, but nothing answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
}

/**
 * @param options.dataDir a folder for it alone. It is created, and not removed at the end
 * @param options.onStart called with the process id at each start, so that a guard can end Postgres when this process dies
 */
export async function startPrivatePostgres({
  dataDir,
  settings = {},
  onStart = () => {},
}: {
  dataDir: string
  settings?: Record<string, string>
  onStart?: (pid: number) => void
}): Promise<PrivatePostgres> {
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  const account = await serverAccount(join(dataDir, 'cluster'))
  const cluster = await prepareCluster(dataDir, account, await reachableBinaries(await findBinaries(), account))
  const logFile = join(dataDir, 'postgres.log')
  let server = await startPostmaster(cluster, { port: undefined, settings, logFile })
  onStart(server.pid)
  const { port } = server
  const { host, user, password } = address(cluster, port)
  const client = new pg.Client({ ...address(cluster, port), database: 'postgres' })
  await client.connect()
  await client.query('create database chime')
  await client.end()

  const signalAll = async (name: NodeJS.Signals) => {
    for (const pid of [server.pid, ...(await childrenOf(server.pid))]) signal(pid, name)
  }
  return {
    url: `postgresql://${user}:${password}@${host}:${port}/chime`,
    get pid() {
      return server.pid
    },
    async kill() {
      const children = await childrenOf(server.pid)
      signal(server.pid, 'SIGKILL')
      await Promise.all([server.pid, ...children].map((pid) => ended(pid, endWithinMs)))
    },
    async restart() {
      // This also corrects the pid file, which still names the killed postmaster as its holder.
      await findPostmaster(cluster)
      server = await startPostmaster(cluster, { port, settings, logFile })
      onStart(server.pid)
    },
    async pause() {
      // The parent comes first in the list, so that it starts no more children meanwhile.
      await signalAll('SIGSTOP')
    },
    async resume() {
      await signalAll('SIGCONT')
    },
    async stop() {
      await signalAll('SIGCONT')
      await stopPostmaster(server)
    },
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
    return rows.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []))
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // The name, in brackets, may contain spaces. State and parent follow the last bracket.
      const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return ppid === parent ? [Number(pid)] : []
    }),
  )
  return found.flat()
}
