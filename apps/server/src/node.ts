import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Outbound } from '@chime/outbound'
import type { Bus } from '@chime/realtime'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createFilesDoor } from './files-door.ts'
import { createFrontDoor } from './front-door.ts'
import { createHttpDoor } from './http.ts'
import { createMetrics } from './metrics.ts'
import { createMetricsDoor } from './metrics-door.ts'
import { type Cleanups, startServices } from './services.ts'
import { createWebSocketDoor } from './websocket.ts'

/** How long clients get to move to another node before their sockets are closed. */
const moveMs = 1_000
/** How long requests over HTTP that are in flight then get to be answered. */
const finishMs = 4_000
const closeIdleEveryMs = 50
const readyWithinMs = 2_000

export type Node = {
  /** Where it listens, as a URL. */
  url: string
  /** Stops accepting, tells clients to go elsewhere, finishes what is in flight, lets go of everything. Within 10 s. */
  stop(): Promise<void>
}

/** For what feeds or hurts a node from outside, and for tests whose pages are not on the open internet. */
export type Given = { bus?: Bus; outbound?: Outbound }

/**
 * Starts one server process: database, bus, API and front door. Several nodes share a database and a Redis.
 *
 * @param given in place of what `config` asks for, closed with the node
 */
export async function startNode(config: Config, log: Logger, given: Given = {}): Promise<Node> {
  const module = (name: string) => log.child({ module: name })
  // What was started, the last first: a start that fails half-way lets go of the rest in the same order as a stop.
  const cleanups: Cleanups = []
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
    const metrics = createMetrics()
    const services = await startServices(config, log, { cleanups, metrics, ...given })

    let stopping = false
    const ready = async () => {
      if (stopping) return false
      const answer = services.db.pool.query('select 1').then(
        () => true,
        () => false,
      )
      return Promise.race([answer, wait(readyWithinMs).then(() => false)])
    }
    const sockets = createWebSocketDoor(services, config, module('websocket'))
    metrics.watchWire(sockets)
    const handlers = {
      trpc: createHttpDoor(services, config, module('http')),
      files: createFilesDoor(services, config, module('files')),
      upgrade: sockets.upgrade,
      metrics: createMetricsDoor(metrics, config),
      ready,
    }
    const server = createFrontDoor(handlers, config, module('front-door'))
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
