import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createPasswords, createSessions, lastSeenIn, publishMessages, type Services, sourceFrom } from '@chime/api'
import { createMessageLog, migrate, openDatabase } from '@chime/db'
import { startEmbeddedPostgres } from '@chime/db/embedded'
import {
  type Bus,
  createHub,
  createMemoryBus,
  createMemoryPresence,
  createRateLimits,
  createRedisBus,
  createRedisPresence,
} from '@chime/realtime'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createFrontDoor } from './front-door.ts'
import { createHttpDoor } from './http.ts'
import { createWebSocketDoor } from './websocket.ts'

/** How long clients get to move to another node before their sockets are closed. */
const moveMs = 1_000
/** How long requests over HTTP that are in flight then get to be answered. */
const finishMs = 4_000
const closeIdleEveryMs = 50
const readyWithinMs = 2_000
const sweepEveryMs = 60 * 60 * 1_000

export type Node = {
  /** Where it listens, as a URL. */
  url: string
  /** Stops accepting, tells clients to go elsewhere, finishes what is in flight, lets go of everything. Within 10 s. */
  stop(): Promise<void>
}

/**
 * Starts one server process: database, bus, API and front door. Several nodes share a database and a Redis.
 *
 * @param given a bus in place of the one that `config` asks for, closed with the node: for what feeds or hurts it from outside
 */
export async function startNode(config: Config, log: Logger, given: { bus?: Bus } = {}): Promise<Node> {
  const module = (name: string) => log.child({ module: name })
  // What was started, the last first: a start that fails half-way lets go of the rest in the same order as a stop.
  const cleanups: (() => Promise<void>)[] = []
  const stopAll = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await cleanup().catch((err: unknown) => log.error({ err }, 'a part did not stop cleanly'))
    }
  }
  try {
    return await start()
  } catch (error) {
    await stopAll()
    throw error
  }

  async function start(): Promise<Node> {
    let url = config.databaseUrl
    if (url === null) {
      const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: module('postgres') })
      cleanups.push(() => embedded.stop())
      url = embedded.url
    }
    await migrate(url)
    const db = openDatabase({ url, maxConnections: config.databasePool, log: module('db') })
    cleanups.push(() => db.close())

    const bus =
      given.bus ?? (config.redisUrl ? createRedisBus({ url: config.redisUrl, log: module('bus') }) : createMemoryBus())
    cleanups.push(() => bus.close())
    const lastSeen = lastSeenIn(db)
    const presence = config.redisUrl
      ? createRedisPresence({ url: config.redisUrl, lastSeen, log: module('presence') })
      : createMemoryPresence({ lastSeen, log: module('presence') })
    cleanups.push(() => presence.close())
    const rateLimits = createRateLimits({
      redisUrl: config.redisUrl ?? undefined,
      off: !config.rateLimits,
      log: module('rate-limits'),
    })
    cleanups.push(() => rateLimits.close())
    const hub = createHub({ bus, source: sourceFrom(db), log: module('hub') })
    cleanups.push(() => hub.close())
    const messageLog = createMessageLog(db, {
      onCommitted: publishMessages({ bus, log: module('publish') }),
      log: module('message-log'),
    })
    cleanups.push(() => messageLog.close())

    const sessions = createSessions(db)
    const passwords = await createPasswords()
    const services: Services = {
      db,
      messageLog,
      bus,
      hub,
      presence,
      rateLimits,
      sessions,
      passwords,
      log: module('api'),
    }
    const sweep = setInterval(() => {
      sessions.sweep().catch((err: unknown) => log.warn({ err }, 'expired sessions not swept'))
    }, sweepEveryMs).unref()
    cleanups.push(async () => clearInterval(sweep))

    let stopping = false
    const ready = async () => {
      if (stopping) return false
      const answer = db.pool.query('select 1').then(
        () => true,
        () => false,
      )
      return Promise.race([answer, wait(readyWithinMs).then(() => false)])
    }
    const sockets = createWebSocketDoor(services, config, module('websocket'))
    const http = createHttpDoor(services, config, module('http'))
    const server = createFrontDoor({ trpc: http, upgrade: sockets.upgrade, ready }, config, module('front-door'))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(config.port, config.host, () => resolve(void server.off('error', reject)))
    })
    // Node's server waits for these and has no way to close them: ours, and those of the web app's hot reload.
    const upgraded = new Set<Duplex>()
    server.on('upgrade', (_req, socket) => {
      upgraded.add(socket)
      socket.once('close', () => upgraded.delete(socket))
    })
    cleanups.push(async () => {
      stopping = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const closeIdle = setInterval(() => server.closeIdleConnections(), closeIdleEveryMs)
      sockets.notifyRestart()
      await wait(moveMs)
      await sockets.close()
      for (const socket of upgraded) socket.destroy()
      const cutOff = setTimeout(() => server.closeAllConnections(), finishMs)
      await closed
      clearTimeout(cutOff)
      clearInterval(closeIdle)
    })
    // HOST may be a wildcard, which nobody can open.
    const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host
    const { port } = server.address() as AddressInfo // listening on TCP, so never a pipe's string
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, stop: stopAll }
  }
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
