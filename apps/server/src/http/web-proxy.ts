import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { networkOf } from '@chime/api'
import { createProxyServer } from 'httpxy'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { addressOf } from './address.ts'
import { KeyedCount } from './keyed-count.ts'
import { httpLimits } from './limits.ts'
import { pageOf } from './own-page.ts'
import { pathOf } from './request-problem.ts'
import { refuseSocket, respond } from './respond.ts'

export type WebProxy = {
  /** Lets the web app answer a request. */
  web(req: IncomingMessage, res: ServerResponse): void
  /** Passes a socket on, in development; in production it is refused. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
}

/**
 * Passes requests on to the web app. Both sides of such an exchange end together, each has a deadline, and there are so
 * many at a time, from one address and in all. Sockets are passed on in development only, for hot reload: Next never
 * answers an upgrade that it does not know, nor closes it.
 */
export function createWebProxy(webUrl: string, config: Config, log: Logger): WebProxy {
  const byAddress = new KeyedCount(httpLimits.proxiedPerAddressMax)
  let exchanges = 0
  const proxy = createProxyServer({
    target: webUrl,
    xfwd: true,
    // Each request gets a connection of its own. The web app may close a kept connection just when it is used again, and
    // a page whose script is not loaded never becomes interactive.
    agent: false,
    proxyTimeout: httpLimits.webTimeoutMs,
    upgradeTimeout: httpLimits.webUpgradeTimeoutMs,
  })
  proxy.on('error', (err, _req, res) => {
    log.warn({ err }, 'the web app did not answer')
    if (res && 'writeHead' in res && !res.headersSent)
      pageOf(res, 502, 'Chime is starting. This page tries again by itself.')
    else res?.destroy()
  })
  // The proxy ends one side when the other one says that it has ended, but not when it is cut off.
  proxy.on('proxyReqWs', (proxyReq, _req, socket) => {
    socket.once('close', () => proxyReq.destroy())
    proxyReq.once('upgrade', (_res, webSocket) => {
      socket.once('close', () => webSocket.destroy())
      webSocket.once('close', () => socket.destroy())
    })
  })

  /** @returns a function that ends the exchange. Null: there are too many */
  function enter(req: IncomingMessage): (() => void) | null {
    const address = networkOf(addressOf(req, config.trustedProxies))
    if (exchanges >= httpLimits.proxiedMax || !byAddress.enter(address)) return null
    exchanges++
    return () => {
      exchanges--
      byAddress.leave(address)
    }
  }

  return {
    web(req, res) {
      const leave = enter(req)
      if (leave === null) {
        res.setHeader('Retry-After', '1')
        return respond(res, 503, 'Too many requests at once\n')
      }
      res.once('close', leave)
      void proxy.web(req, res).catch((err: unknown) => log.debug({ err }, 'proxied request ended'))
    },
    upgrade(req, socket, head) {
      const leave = !config.production && pathOf(req).startsWith('/_next/') ? enter(req) : null
      if (leave === null) return refuseSocket(socket, 404)
      socket.once('close', leave)
      // Node's types say only that it is a duplex stream; of a server on TCP it is a `Socket`.
      void proxy.ws(req, socket as Socket, {}, head).catch((err: unknown) => log.debug({ err }, 'proxied socket ended'))
    },
  }
}
