import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { httpLimits } from './limits.ts'
import { refuseSocket } from './respond.ts'

/** Node's own deadlines, as options of a server. */
export const serverDeadlines = {
  headersTimeout: httpLimits.headTimeoutMs,
  requestTimeout: httpLimits.uploadTimeoutMs,
  connectionsCheckingInterval: httpLimits.checkEveryMs,
}

/**
 * Cuts off connections on which nothing moves, unless it is we who let the client wait: a file may take a while to be
 * looked at. Sockets after an upgrade have deadlines of their own.
 */
export function cutIdle(server: Server): void {
  const latest = new WeakMap<Socket, { req: IncomingMessage; res: ServerResponse }>()
  server.on('request', (req, res) => latest.set(req.socket, { req, res }))
  server.setTimeout(httpLimits.idleTimeoutMs, (socket) => {
    const { req, res } = latest.get(socket) ?? {}
    const isOurTurn = req?.complete === true && res?.headersSent === false
    if (!isOurTurn) socket.destroy()
  })
}

/** Ends a request whose body does not come. Uploads are left out: they may take minutes. */
export function awaitBody(req: IncomingMessage, res: ServerResponse): void {
  const { headers } = req
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody) return
  const timer = setTimeout(() => {
    if (req.complete) return
    if (res.headersSent) req.destroy()
    else refuseSocket(req.socket, 408)
  }, httpLimits.bodyTimeoutMs).unref()
  req.once('end', () => clearTimeout(timer))
  req.once('close', () => clearTimeout(timer))
}

/** Cuts off a client that does not take an answer which waits for it in memory. The time counts from the request. */
export function awaitReader(res: ServerResponse): void {
  const timer = setTimeout(() => res.destroy(), httpLimits.answerTimeoutMs).unref()
  res.once('close', () => clearTimeout(timer))
}
