import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@chime/protocol'
import { Redis } from 'ioredis'
import { freePort } from './free-port.ts'

/** A Redis that only this test uses, so the test may kill or freeze it. */
export type PrivateRedis = {
  url: string
  /** Kills it with SIGKILL. Everything it held is lost. */
  kill(): Promise<void>
  /** Starts it again, empty, at the same address. */
  restart(): Promise<void>
  /** Freezes it with SIGSTOP: connections stay open, but nothing answers. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

/**
 * A Redis for tests: the one at `TEST_REDIS_URL`, which other tests use at the same time, or else a private one. Let all keys
 * begin with a `testPrefix`, so that tests do not see each other's.
 */
export async function testRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.TEST_REDIS_URL
  if (url) return { url, async stop() {} }
  return startRedis()
}

/** A prefix for keys that no other test has. */
export const testPrefix = () => `test:${randomUUID()}:`

/**
 * Starts a Redis on a free port of the loopback interface, without persistence. It ends with `stop`, or when this process ends.
 *
 * @param options.program default: `redis-server` from the PATH
 * @param options.folder in which it gets a folder of its own; default: the system's temporary folder
 * @param options.onStart called with the process id at each start, so that a guard can end Redis when this process is killed
 */
export async function startRedis({
  program = 'redis-server',
  folder = tmpdir(),
  onStart = () => {},
}: {
  program?: string
  folder?: string
  onStart?: (pid: number) => void
} = {}): Promise<PrivateRedis> {
  const directory = await mkdtemp(join(folder, 'chime-redis-'))
  const startOn = async (onPort: number) => {
    const made = await start(program, directory, onPort)
    if (made?.child.pid !== undefined) onStart(made.child.pid)
    return made
  }
  let started = await startOn(await freePort())
  for (let tries = 1; started === null && tries < 5; tries += 1) started = await startOn(await freePort())
  if (started === null) throw new Error(`${program} did not start: is it installed and on the PATH?`)
  const { port } = started
  let { child } = started
  const killAtExit = () => child.kill('SIGKILL')
  process.once('exit', killAtExit)

  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill()
      const again = await startOn(port)
      if (again === null) throw new Error(`${program} did not start again`)
      child = again.child
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      await kill()
      process.off('exit', killAtExit)
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A log that keeps its lines, for assertions. */
export function createTestLog(): Log & { lines: { level: string; text: string; details: object }[] } {
  const lines: { level: string; text: string; details: object }[] = []
  const write = (level: string) => (details: object, text: string) => void lines.push({ level, text, details })
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

async function start(
  program: string,
  directory: string,
  port: number,
): Promise<{ child: ChildProcess; port: number } | null> {
  const child = spawn(
    program,
    ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory],
    { stdio: 'ignore' },
  )
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  child.once('error', () => {
    ended = true
  })
  const probe = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 20, maxRetriesPerRequest: null })
  probe.on('error', () => {})
  try {
    const deadline = Date.now() + 10_000
    void probe.connect().catch(() => {})
    while (!ended && Date.now() < deadline) {
      // What answers may be another server that took the port first; then ours has ended, or will soon. Hence the comparison.
      if (probe.status === 'ready' && (await pid(probe)) === child.pid) return { child, port }
      await delay(10)
    }
  } finally {
    probe.disconnect()
  }
  child.kill('SIGKILL')
  return null
}

async function pid(redis: Redis): Promise<number> {
  return Number(/^process_id:(\d+)/m.exec(await redis.info('server'))?.[1])
}
