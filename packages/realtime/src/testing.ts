import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@chime/protocol'
import { Redis } from 'ioredis'

/** A Redis that only this test uses, so it may be hurt. */
export type PrivateRedis = {
  url: string
  /** Ends it as `kill -9` does; what it held is lost. */
  kill(): Promise<void>
  /** Starts it again, empty, at the same address. */
  restart(): Promise<void>
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

/** A Redis for tests: at `TEST_REDIS_URL`, which others use too, else a private one. Use `testPrefix` for keys. */
export async function testRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.TEST_REDIS_URL
  if (url) return { url, async stop() {} }
  return startRedis()
}

/** A prefix for keys that no other test has. */
export const testPrefix = () => `test:${randomUUID()}:`

/**
 * Starts a Redis on a free port of the loopback interface, without persistence. It ends with `stop`, and with this process.
 *
 * @param options.program default: `redis-server` from the PATH
 * @param options.folder where its own folder is made; default: the temporary one
 * @param options.onStart is told the process of each start, so that somebody can end it when this one is killed
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

/** Stands before a server, and can take single connections' replies away without closing them. */
export async function startProxy(targetUrl: string) {
  const target = new URL(targetUrl)
  const pairs = new Set<{ client: Socket; server: Socket; said: string; muted: boolean }>()
  const listener = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    const pair = { client, server, said: '', muted: false }
    pairs.add(pair)
    client.on('data', (data) => {
      pair.said += data.toString('latin1').toUpperCase()
      server.write(data)
    })
    server.on('data', (data) => {
      if (!pair.muted) client.write(data)
    })
    const end = () => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) socket.on('close', end).on('error', end)
  })
  const port = await listen(listener)
  return {
    url: `${target.protocol}//127.0.0.1:${port}`,
    /** From now on nothing reaches the clients that have ever said this word. Later connections are not concerned. */
    mute(word: string) {
      for (const pair of pairs) if (pair.said.includes(word)) pair.muted = true
    },
    async stop() {
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}

/** A log that keeps what it is told. */
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
      // Another server may have taken the port: then ours has ended, or ends soon.
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

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
