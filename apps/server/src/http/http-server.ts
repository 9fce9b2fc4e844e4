import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { limitConnections } from './connections.ts'
import { awaitBody, cutIdle, serverDeadlines } from './deadlines.ts'
import { pathOf, requestProblem } from './request-problem.ts'
import { refuseSocket, respond } from './respond.ts'
import { createSecurityHeaders } from './security-headers.ts'
import { createWebProxy } from './web-proxy.ts'

type Handlers = {
  trpc: RequestListener
  upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void
  files: RequestListener
  metrics: RequestListener
  keySet: RequestListener
  /** Whether the node can serve requests now. */
  ready: () => Promise<boolean>
}

/**
 * The front door of a node, and the only origin that browsers know. `/trpc`, files, public keys, health and
 * metrics are answered here. Every other request is passed on to the web app. What is wrong with a request is found before either.
 */
export function createHttpServer(handlers: Handlers, config: Config, log: Logger): Server {
  const web = config.webUrl ? createWebProxy(config.webUrl, config, log) : null
  const setSecurityHeaders = createSecurityHeaders(config)

  const server = createServer(serverDeadlines, (req, res) => {
    setSecurityHeaders(res)
    const problem = requestProblem(req)
    if (problem) {
      res.setHeader('Connection', 'close')
      return respond(res, problem.status, `${problem.text}\n`)
    }
    const path = pathOf(req)
    if (!path.startsWith('/files/')) awaitBody(req, res)
    if (isTrpc(path)) return handlers.trpc(req, res)
    if (path.startsWith('/files/')) return handlers.files(req, res)
    if (path === '/metrics') return handlers.metrics(req, res)
    if (path === '/.well-known/jwks.json') return handlers.keySet(req, res)
    if (path === '/healthz') return respond(res, 200, 'ok\n')
    if (path === '/readyz') {
      void handlers.ready().then((ready) => respond(res, ready ? 200 : 503, ready ? 'ready\n' : 'not ready\n'))
      return
    }
    if (web) return web.web(req, res)
    respond(res, 404, 'This is the Chime server. Its API is at /trpc; no web app is configured (WEB_URL).\n')
  })
  cutIdle(server)
  limitConnections(server, config, log)
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', (err) => log.debug({ err }, 'socket error'))
    if (requestProblem(req)) return refuseSocket(socket, 400)
    if (isTrpc(pathOf(req))) return handlers.upgrade(req, socket, head)
    if (web) return web.upgrade(req, socket, head)
    refuseSocket(socket, 404)
  })
  return server
}

const isTrpc = (path: string) => path === '/trpc' || path.startsWith('/trpc/')
