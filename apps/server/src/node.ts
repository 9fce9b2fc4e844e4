import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { makeAdminLink } from '@chime/api'
import type { Database } from '@chime/db'
import type { Logger } from 'pino'
import { Cleanups } from './cleanups.ts'
import type { Config } from './config.ts'
import { createFilesHandler } from './files/handler.ts'
import { createHttpServer } from './http/http-server.ts'
import { createKeySetHandler } from './http/key-set-handler.ts'
import { createMetricsHandler } from './http/metrics-handler.ts'
import { createTrpcHandler } from './http/trpc-handler.ts'
import { createMetrics } from './metrics.ts'
import { type Overrides, startServices } from './services.ts'
import { createWebSocketHandler, type WebSocketHandler } from './websocket/handler.ts'

/** How long clients have to connect to another node before their sockets are closed. */
const moveMs = 1_000
/** How long HTTP requests in flight have to be answered after that. */
const finishMs = 4_000
const closeIdleEveryMs = 50
const readyTimeoutMs = 2_000

export type Node = {
  /** Where the node listens. */
  url: string
  /**
   * The path by which somebody becomes the first admin. Null: there is one, or whoever registers first becomes it.
   */
  adminPath: string | null
  /**
   * Accepts no more, tells clients to connect elsewhere, finishes what is in flight, and closes everything. Takes less
   * than 10 s.
   */
  stop(): Promise<void>
}

/**
 * Starts one node: database, bus, API and HTTP server. Several nodes may share a database and a Redis.
 *
 * @param overrides parts to use in place of those that `config` asks for. Tests break the bus with it, or read pages
 *   that are not on the open internet
 * @throws what the part that could not be started throws; everything that was started before it is closed again
 */
export async function startNode(config: Config, log: Logger, overrides: Overrides = {}): Promise<Node> {
  const cleanups = new Cleanups(log)
  try {
    const started = await startParts(config, log, { cleanups, overrides })
    return { ...started, stop: () => cleanups.run() }
  } catch (error) {
    await cleanups.run()
    throw error
  }
}

async function startParts(
  config: Config,
  log: Logger,
  { cleanups, overrides }: { cleanups: Cleanups; overrides: Overrides },
): Promise<Pick<Node, 'url' | 'adminPath'>> {
  const moduleLog = (name: string) => log.child({ module: name })
  const metrics = createMetrics()
  const { services, signingKeys } = await startServices(config, log, { cleanups, metrics, overrides })
  const sockets = createWebSocketHandler(services, config, moduleLog('websocket'))
  metrics.watchSockets(sockets)

  let isStopping = false
  const server = createHttpServer(
    {
      trpc: createTrpcHandler(services, config, moduleLog('http')),
      files: createFilesHandler(services, config, moduleLog('files')),
      upgrade: sockets.upgrade,
      metrics: createMetricsHandler(metrics, config),
      keySet: createKeySetHandler(signingKeys, moduleLog('access-tokens')),
      ready: async () => !isStopping && (await answers(services.db)),
    },
    config,
    moduleLog('front-door'),
  )
  await listen(server, config)
  const close = closerOf(server, sockets)
  cleanups.add(() => {
    isStopping = true
    return close()
  })
  const token = config.firstAdmin === 'link' ? await makeAdminLink(services.db) : null
  return { url: urlOf(server, config), adminPath: token && `/claim/${token}` }
}

async function answers({ pool }: Database): Promise<boolean> {
  const answer = pool.query('select 1').then(
    () => true,
    () => false,
  )
  return Promise.race([answer, wait(readyTimeoutMs).then(() => false)])
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** @returns a function that accepts no more, lets clients move to another node, and then closes what is left */
function closerOf(server: Server, sockets: WebSocketHandler): () => Promise<void> {
  // After an upgrade, Node's server waits for a socket to end but cannot close it: neither ours nor those to the web
  // app's hot reload.
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (_req, socket) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
  })
  return async () => {
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
  }
}

function urlOf(server: Server, config: Config): string {
  // HOST may be a wildcard address, which cannot be opened in a browser.
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host
  const { port } = server.address() as AddressInfo // listening on TCP, so never a pipe's string
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
