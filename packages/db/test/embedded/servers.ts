import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded/embedded.ts'
import { silent } from '../fixture.ts'

export const child = fileURLToPath(new URL('./child.ts', import.meta.url))

type Said = { url: string; pid: number; reused: boolean; error?: string }

/** Embedded servers for the tests of one file, and processes that start such servers. */
export async function createServers() {
  const parent = await mkdtemp(join(tmpdir(), 'chime-embedded-'))
  await chmod(parent, 0o755)
  /** The tests of a file share the cluster in this folder, since making one takes long. */
  const dataDir = join(parent, 'data', 'postgres')
  const running = new Set<EmbeddedPostgres>()
  const children = new Set<ChildProcess>()

  async function start(folder: string, options: { port?: number; settings?: Record<string, string> } = {}) {
    const server = await startEmbeddedPostgres({ dataDir: folder, log: silent, ...options })
    running.add(server)
    return server
  }

  async function stop(server: EmbeddedPostgres) {
    running.delete(server)
    await server.stop()
  }

  async function kill(victim: ChildProcess) {
    children.delete(victim)
    if (victim.exitCode !== null || victim.signalCode !== null) return
    const gone = once(victim, 'exit')
    victim.kill('SIGKILL')
    await gone
  }

  return {
    parent,
    dataDir,
    start,
    stop,
    kill,
    /** Starts a server in the folder from another process. */
    async startElsewhere(folder: string, options = {}): Promise<{ process: ChildProcess; said: Said }> {
      const started = spawn(process.execPath, [child, folder], { stdio: ['pipe', 'pipe', 'inherit'], ...options })
      children.add(started)
      for await (const line of createInterface({ input: started.stdout }))
        return { process: started, said: JSON.parse(line) }
      throw new Error('the child ended without a word')
    },
    /** For the end of each test. */
    async stopAll() {
      for (const one of running) await stop(one)
      if (children.size === 0) return
      await Promise.all([...children].map(kill))
      // Takes over the server that they left running, and stops it.
      await stop(await start(dataDir))
    },
    remove: () => rm(parent, { recursive: true, force: true }),
  }
}

export async function ask(url: string, text: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
