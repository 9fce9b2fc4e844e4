import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@chime/db/testing'
import { testRedis } from '@chime/realtime/testing'

const main = fileURLToPath(new URL('../../../../apps/server/src/main.ts', import.meta.url))

/**
 * The real server as a process of its own, on a database of its own unless `environment` names one, so that it can be
 * killed and started again on the same port. `stop` in `afterAll` ends what is left of it.
 */
export async function realServer(environment: Record<string, string> = {}) {
  const database = environment.DATABASE_URL ? null : await createTestDatabase()
  let port = '0'
  let child: ChildProcess | null = null

  async function start(): Promise<string> {
    const env = { PATH: process.env.PATH, NODE_ENV: 'test', RATE_LIMITS: 'off', LOG_LEVEL: 'error' }
    child = spawn(process.execPath, [main], {
      env: { ...env, ...(database && { DATABASE_URL: database.url }), ...environment, PORT: port },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const [told] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('the server ended before it listened'))),
    ])
    const url = String(told.url)
    port = new URL(url).port
    return url
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  const url = await start()
  return {
    url,
    start,
    kill: () => end('SIGKILL'),
    terminate: () => end('SIGTERM'),
    async stop() {
      await end('SIGKILL')
      await database?.drop()
    },
  }
}
export type RealServer = Awaited<ReturnType<typeof realServer>>

/** Two of them on one database and one Redis. */
export async function twoNodes() {
  const database = await createTestDatabase()
  const redis = await testRedis()
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url }
  const nodes = await Promise.all([realServer(environment), realServer(environment)])
  return {
    nodes,
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()))
      await redis.stop()
      await database.drop()
    },
  }
}
