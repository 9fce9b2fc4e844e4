import type { IncomingMessage } from 'node:http'
import type { Config } from './config.ts'

type Rules = Pick<Config, 'publicUrl' | 'allowedOrigins'>

/**
 * What a request may use to say who it is. A browser names the page that asks (`Origin`, `Sec-Fetch-Site`), and only our
 * own pages may use the cookie, which browsers attach by themselves. Other programs name no origin and act for nobody but
 * themselves.
 *
 * - `own`: cookie and bearer token
 * - `token`: a bearer token only
 * - `foreign`: nothing
 */
export function originOf(req: IncomingMessage, { publicUrl, allowedOrigins }: Rules): 'own' | 'token' | 'foreign' {
  const { origin, host } = req.headers
  const site = req.headers['sec-fetch-site']
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none' ? 'own' : 'foreign'
  // Without PUBLIC_URL the page must be from the very host that it asks; `null` and a request without Host name none.
  const own = publicUrl ? origin === publicUrl.origin : Boolean(host) && URL.parse(origin)?.host === host
  if (own) return 'own'
  return allowedOrigins.includes(origin) ? 'token' : 'foreign'
}
