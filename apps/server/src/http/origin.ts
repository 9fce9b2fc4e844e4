import type { IncomingMessage } from 'node:http'
import type { Config } from '../config.ts'

type Rules = Pick<Config, 'publicUrl' | 'allowedOrigins'>

export type Origin = 'own' | 'token' | 'foreign'

/**
 * Which credentials of a request may be believed. Browsers attach the cookie by themselves, also when a page of another
 * site asks (cross-site request forgery), but they say which page it is (`Origin`, `Sec-Fetch-Site`). So only our own
 * pages may use the cookie. Other programs name no origin; nobody can make them send a cookie that is not theirs.
 *
 * - `own`: cookie and bearer token
 * - `token`: only a bearer token
 * - `foreign`: none
 */
export function originOf(req: IncomingMessage, { publicUrl, allowedOrigins }: Rules): Origin {
  const { origin, host } = req.headers
  const site = req.headers['sec-fetch-site']
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none' ? 'own' : 'foreign'
  // Without PUBLIC_URL, the page must come from the same host that the request is sent to. The origin `null` and a
  // request without a Host header name no host.
  const own = publicUrl ? origin === publicUrl.origin : Boolean(host) && URL.parse(origin)?.host === host
  if (own) return 'own'
  return allowedOrigins.includes(origin) ? 'token' : 'foreign'
}

/**
 * Headers that browsers send by themselves, and other programs do not. Node's own `fetch` sends `Sec-Fetch-Mode`, so
 * that one says nothing.
 */
const browserHeaders = ['origin', 'cookie', 'sec-fetch-site', 'sec-fetch-dest', 'sec-fetch-user'] as const

/** The header by which a request shows that a browser sent it. */
export const browserHeaderOf = ({ headers }: IncomingMessage): string | null =>
  browserHeaders.find((name) => headers[name] !== undefined) ?? null
