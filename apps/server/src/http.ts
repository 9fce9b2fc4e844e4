import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { appRouter, type Context, type Services, toTRPCError } from '@chime/api'
import { limits } from '@chime/protocol'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import type { Logger } from 'pino'
import { addressOf } from './address.ts'
import type { Config } from './config.ts'
import { readBearer, readSessionCookie, writeSessionCookie } from './cookie.ts'
import { originOf } from './origin.ts'
import { isSecure } from './websocket.ts'

type Handle = (req: IncomingMessage, res: ServerResponse) => void

/** tRPC over HTTP at `/trpc/<procedure>`. */
export function createHttpDoor(services: Services, config: Config, log: Logger): Handle {
  const secure = isSecure(config)

  async function createContext(req: IncomingMessage, res: ServerResponse, requestId: string): Promise<Context> {
    const origin = originOf(req, config)
    const token = readBearer(req) ?? (origin === 'own' ? readSessionCookie(req, secure) : null)
    const session = await (token ? services.sessions.validate(token) : null)
    return {
      services,
      actor: session && token ? { userId: session.userId, sessionId: session.id, token } : null,
      transport: 'http',
      socket: null,
      address: addressOf(req, config.trustedProxies),
      userAgent: req.headers['user-agent'] ?? null,
      requestId: () => requestId,
      log: log.child({ requestId }),
      // A page of another origin keeps the token that it was given; the cookie is for our own pages.
      setSessionCookie: (value) => origin === 'own' && writeSessionCookie(res, value, secure),
    }
  }

  return (req, res) => {
    const { origin } = req.headers
    if (originOf(req, config) === 'foreign') {
      res
        .writeHead(403, { 'Content-Type': 'text/plain' })
        .end('This origin may not call Chime (see ALLOWED_ORIGINS).\n')
      return
    }
    if (origin && config.allowedOrigins.includes(origin)) {
      res.setHeader('Access-Control-Allow-Origin', origin)
      res.setHeader('Vary', 'Origin')
      if (req.method === 'OPTIONS') {
        const headers = { 'Access-Control-Allow-Methods': 'GET, POST', 'Access-Control-Max-Age': '86400' }
        res.writeHead(204, { ...headers, 'Access-Control-Allow-Headers': 'Authorization, Content-Type' }).end()
        return
      }
    }
    res.setHeader('Cache-Control', 'no-store')
    const { pathname } = new URL(req.url ?? '/', 'http://localhost')
    void nodeHTTPRequestHandler({
      router: appRouter,
      path: pathname.slice('/trpc/'.length),
      req,
      res,
      createContext: () => {
        const requestId = randomUUID()
        return createContext(req, res, requestId).catch((err: unknown) => {
          log.error({ err, requestId }, 'a request could not be admitted')
          throw toTRPCError(err, requestId)
        })
      },
      maxBodySize: limits.frameBytesMax,
      maxBatchSize: limits.batchCallsMax,
      onError: ({ error, path }) => {
        // Procedures log their own; this is what failed before one was found.
        if (path === undefined) log.info({ code: error.code }, 'request refused')
      },
    })
  }
}
