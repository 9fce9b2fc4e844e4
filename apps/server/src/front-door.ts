import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createProxyServer } from 'httpxy'
import type { Logger } from 'pino'
import type { Config } from './config.ts'

type Handlers = {
  trpc: (req: IncomingMessage, res: ServerResponse) => void
  upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void
  files: (req: IncomingMessage, res: ServerResponse) => void
  metrics: (req: IncomingMessage, res: ServerResponse) => void
  /** Whether the node can serve now. */
  ready: () => Promise<boolean>
}

/**
 * The one origin that browsers know: `/trpc`, files, health and metrics are answered here, every other request and socket (hot reload
 * in development) goes to the web app.
 */
export function createFrontDoor(handlers: Handlers, { webUrl }: Config, log: Logger): Server {
  // A connection for each request: one that is kept may be closed by the web app in the moment in which it is used again, and
  // a script that is missing then leaves a page that never comes to life.
  const proxy = webUrl ? createProxyServer({ target: webUrl, ws: true, xfwd: true, agent: false }) : null
  proxy?.on('error', (err, _req, res) => {
    log.warn({ err }, 'the web app did not answer')
    if (res && 'writeHead' in res && !res.headersSent) respond(res, 502, webIsDown, 'text/html; charset=utf-8')
    else res?.destroy()
  })

  const server = createServer((req, res) => {
    const path = pathOf(req)
    if (isTrpc(path)) return handlers.trpc(req, res)
    if (path.startsWith('/files/')) return handlers.files(req, res)
    if (path === '/metrics') return handlers.metrics(req, res)
    if (path === '/healthz') return respond(res, 200, 'ok\n')
    if (path === '/readyz') {
      void handlers.ready().then((ready) => respond(res, ready ? 200 : 503, ready ? 'ready\n' : 'not ready\n'))
      return
    }
    if (proxy) void proxy.web(req, res).catch((err: unknown) => log.debug({ err }, 'proxied request ended'))
    else respond(res, 404, 'This is the Chime server. Its API is at /trpc; no web app is configured (WEB_URL).\n')
  })
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', (err) => log.debug({ err }, 'socket error'))
    if (isTrpc(pathOf(req))) return handlers.upgrade(req, socket, head)
    // Node types the socket of an upgrade as any duplex stream; a server on TCP gives its socket.
    if (proxy)
      void proxy.ws(req, socket as Socket, {}, head).catch((err: unknown) => log.debug({ err }, 'proxied socket ended'))
    else socket.destroy()
  })
  return server
}

const pathOf = (req: IncomingMessage) => (req.url ?? '/').split('?', 1)[0] ?? '/'
const isTrpc = (path: string) => path === '/trpc' || path.startsWith('/trpc/')

function respond(res: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  res.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body)
}

const webIsDown = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Chime</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;display:grid;place-items:center;min-height:100vh;margin:0}</style>
<p>Chime is starting. This page tries again by itself.</p>
`
