import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type Actor, appRouter, type Context, type Services, toTRPCError } from '@chime/api'
import { limits } from '@chime/protocol'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { addressOf } from './address.ts'
import { readBearer, writeSessionCookie } from './cookie.ts'
import { authenticate, isSecure, readToken } from './credentials.ts'
import { awaitReader } from './deadlines.ts'
import { browserHeaderOf, originOf } from './origin.ts'

/** tRPC over HTTP at `/trpc/<procedure>`. */
export function createTrpcHandler(services: Services, config: Config, log: Logger): RequestListener {
  const cookie = { secure: isSecure(config), lifeMs: config.sessionLife.absoluteMs }

  type Exchange = { req: IncomingMessage; res: ServerResponse; requestId: string; actor: Actor | null }
  function createContext({ req, res, requestId, actor }: Exchange): Context {
    const origin = originOf(req, config)
    const batch = services.answers.openBatch()
    res.once('close', batch.close)
    return {
      services,
      actor,
      transport: 'http',
      socket: null,
      batch,
      address: addressOf(req, config.trustedProxies),
      userAgent: req.headers['user-agent'] ?? null,
      bearer: readBearer(req),
      browserHeader: browserHeaderOf(req),
      // A page that `originOf` takes for our own was loaded from the host that it asks.
      webOrigin: config.publicUrl?.origin ?? (origin === 'own' ? (req.headers.origin ?? null) : null),
      requestId: () => requestId,
      log: log.child({ requestId }),
      // The cookie is for our own pages only. A page of another origin keeps the token from the answer itself.
      setSessionCookie: (value) => origin === 'own' && writeSessionCookie(res, value, cookie),
    }
  }

  /**
   * How large the body of this request may be. As over a WebSocket, only whoever has signed in may send a large one, and a
   * token that is not valid does not count.
   */
  async function bodyBytesMax(req: IncomingMessage, who: () => Promise<Actor | null>): Promise<number> {
    const { headers } = req
    const isSmall =
      headers['transfer-encoding'] === undefined &&
      Number(headers['content-length'] ?? 0) <= limits.anonymousFrameBytesMax
    if (isSmall) return limits.frameBytesMax
    const actor = await who().catch(() => null)
    return actor ? limits.frameBytesMax : limits.anonymousFrameBytesMax
  }

  return async (req, res) => {
    const { origin } = req.headers
    res.setHeader('Vary', 'Origin')
    if (originOf(req, config) === 'foreign') {
      res
        .writeHead(403, { 'Content-Type': 'text/plain' })
        .end('This origin may not call Chime (see ALLOWED_ORIGINS).\n')
      return
    }
    if (origin && config.allowedOrigins.includes(origin)) {
      res.setHeader('Access-Control-Allow-Origin', origin)
      if (req.method === 'OPTIONS') {
        const headers = { 'Access-Control-Allow-Methods': 'GET, POST', 'Access-Control-Max-Age': '86400' }
        res.writeHead(204, { ...headers, 'Access-Control-Allow-Headers': 'Authorization, Content-Type' }).end()
        return
      }
    }
    res.setHeader('Cache-Control', 'no-store')
    awaitReader(res)
    // Looked up once for a request, whoever asks first.
    let actor: Promise<Actor | null> | undefined
    const who = () => {
      actor ??= authenticate(services, readToken(req, originOf(req, config), config))
      return actor
    }
    const maxBodySize = await bodyBytesMax(req, who)
    const { pathname } = new URL(req.url ?? '/', 'http://localhost')
    void nodeHTTPRequestHandler({
      router: appRouter,
      path: pathname.slice('/trpc/'.length),
      req,
      res,
      createContext: async () => {
        const requestId = randomUUID()
        try {
          return createContext({ req, res, requestId, actor: await who() })
        } catch (err) {
          log.error({ err, requestId }, 'a request could not be admitted')
          throw toTRPCError(err, requestId)
        }
      },
      maxBodySize,
      maxBatchSize: limits.batchCallsMax,
      onError: ({ error, path }) => {
        // Procedures log their own errors. Without a path, the request failed before a procedure was found.
        if (path === undefined) log.info({ code: error.code }, 'request refused')
      },
    })
  }
}
