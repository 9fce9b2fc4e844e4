import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Actor, Refusal, rules, type Services } from '@chime/api'
import type { Config } from '../config.ts'
import { addressOf } from '../http/address.ts'
import { authenticate, readToken } from '../http/credentials.ts'
import { type Origin, originOf } from '../http/origin.ts'
import { refuse } from './refusal.ts'

const methods = 'GET, HEAD, PUT, PATCH, DELETE'
/** Headers that pages of other origins may send and read, including those of the tus protocol. */
const allowedHeaders =
  'Authorization, Content-Type, Range, If-Range, If-None-Match, Tus-Resumable, Upload-Offset, Upload-Length, X-Requested-With'
const exposedHeaders =
  'Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Retry-After, Tus-Resumable, Upload-Offset, Upload-Length'

/**
 * Finds out who asks for a file, by the same rules as for procedures: the cookie counts from our own pages, elsewhere
 * a bearer token.
 */
export function createAdmission(services: Services, config: Config) {
  /**
   * Answers preflight requests and refuses foreign pages. For all other requests it sets the headers that say which
   * pages may read the answer.
   */
  function answerOrigin(req: IncomingMessage, res: ServerResponse): 'answered' | Origin {
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
      res.setHeader('Access-Control-Expose-Headers', exposedHeaders)
    }
    res.setHeader('Cross-Origin-Resource-Policy', isAllowed ? 'cross-origin' : 'same-origin')
    if (req.method !== 'OPTIONS') return origin
    if (isAllowed) {
      res.setHeader('Access-Control-Allow-Methods', methods)
      res.setHeader('Access-Control-Allow-Headers', allowedHeaders)
      res.setHeader('Access-Control-Max-Age', '86400')
    }
    res.writeHead(204, { 'Tus-Resumable': '1.0.0', 'Tus-Version': '1.0.0', 'Tus-Extension': 'termination' }).end()
    return 'answered'
  }

  /**
   * @returns who asks. Null: the request has been answered
   *
   * @throws Refusal `UNAUTHENTICATED`, `RATE_LIMITED`
   */
  return async (req: IncomingMessage, res: ServerResponse): Promise<Actor | null> => {
    const origin = answerOrigin(req, res)
    if (origin === 'answered') return null
    const actor = await authenticate(services, readToken(req, origin, config))
    const rule = actor ? rules.files : rules.anonymousCalls
    const refused = await services.rateLimits.take(rule, actor?.userId ?? addressOf(req, config.trustedProxies))
    if (refused) throw new Refusal('RATE_LIMITED', 'Too often; try again later', refused)
    if (!actor) throw new Refusal('UNAUTHENTICATED', 'Log in first')
    return actor
  }
}

/**
 * Whether a person follows a link from elsewhere, such as a mail. The page with that link cannot read the answer, so
 * the cookie may count.
 */
const isVisit = ({ method, headers }: IncomingMessage) =>
  method === 'GET' &&
  headers.origin === undefined &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document'
