import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Actor, Refusal, rules, type Services } from '@chime/api'
import { addressOf } from './address.ts'
import type { Config } from './config.ts'
import { readBearer, readSessionCookie } from './cookie.ts'
import { refuse } from './files-refuse.ts'
import { originOf } from './origin.ts'
import { isSecure } from './websocket.ts'

const methods = 'GET, HEAD, PUT, PATCH, DELETE'
/** What pages of other origins may say to us, and read of what we say; with what tus needs. */
const said =
  'Authorization, Content-Type, Range, If-Range, If-None-Match, Tus-Resumable, Upload-Offset, Upload-Length, X-Requested-With'
const told =
  'Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Retry-After, Tus-Resumable, Upload-Offset, Upload-Length'

/** Who asks for a file, as `http.ts` has it for procedures: our own pages by cookie, others by a bearer token. */
export function createAdmission(services: Services, config: Config) {
  const secure = isSecure(config)

  /** Answers a page's question whether it may ask, and says which pages may read what follows. */
  function answerOrigin(req: IncomingMessage, res: ServerResponse): 'answered' | 'own' | 'token' {
    const { origin: page } = req.headers
    const origin = isVisit(req) ? 'own' : originOf(req, config)
    res.setHeader('Vary', 'Origin, Cookie, Authorization')
    if (origin === 'foreign') {
      refuse(res, 403, 'This origin may not call Chime (see ALLOWED_ORIGINS).')
      return 'answered'
    }
    const isAllowed = page !== undefined && config.allowedOrigins.includes(page)
    if (isAllowed) {
      res.setHeader('Access-Control-Allow-Origin', page)
      res.setHeader('Access-Control-Expose-Headers', told)
    }
    res.setHeader('Cross-Origin-Resource-Policy', isAllowed ? 'cross-origin' : 'same-origin')
    if (req.method !== 'OPTIONS') return origin
    if (isAllowed) {
      res.setHeader('Access-Control-Allow-Methods', methods)
      res.setHeader('Access-Control-Allow-Headers', said)
      res.setHeader('Access-Control-Max-Age', '86400')
    }
    res.writeHead(204, { 'Tus-Resumable': '1.0.0', 'Tus-Version': '1.0.0', 'Tus-Extension': 'termination' }).end()
    return 'answered'
  }

  return {
    /**
     * Who it is. Null: the request was answered.
     *
     * @throws Refusal `UNAUTHENTICATED`, `RATE_LIMITED`
     */
    async admit(req: IncomingMessage, res: ServerResponse): Promise<Actor | null> {
      const origin = answerOrigin(req, res)
      if (origin === 'answered') return null
      const token = readBearer(req) ?? (origin === 'own' ? readSessionCookie(req, secure) : null)
      const session = await (token ? services.sessions.validate(token) : null)
      const rule = session ? rules.files : rules.anonymousCalls
      const refused = await services.rateLimits.take(rule, session?.userId ?? addressOf(req, config.trustedProxies))
      if (refused) throw new Refusal('RATE_LIMITED', 'Too often; try again later', refused)
      if (!session || !token) throw new Refusal('UNAUTHENTICATED', 'Log in first')
      return { userId: session.userId, sessionId: session.id, token }
    },
  }
}

/** A person who follows a link from elsewhere, a mail say: the page with the link learns nothing of what comes. */
const isVisit = ({ method, headers }: IncomingMessage) =>
  method === 'GET' &&
  headers.origin === undefined &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document'
