import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'
import type { Config } from '../config.ts'
import type { Metrics } from '../metrics.ts'
import { readBearer } from './cookie.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()
const loopback = /^(::ffff:)?127\.|^::1$/
/** Headers that a proxy adds and a scraper does not send. */
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

/**
 * Serves `/metrics` to whoever sends METRICS_TOKEN. If none is configured, only requests from this machine are
 * answered, because the numbers tell outsiders how many people are here, and when.
 */
export function createMetricsHandler(
  metrics: Metrics,
  { metricsToken }: Pick<Config, 'metricsToken'>,
): RequestListener {
  const expected = metricsToken === null ? null : digest(metricsToken)

  function mayRead(req: IncomingMessage): boolean {
    if (expected !== null) return timingSafeEqual(digest(readBearer(req) ?? ''), expected)
    // A request from this machine may still come from elsewhere: through a proxy here, or from a page of another site
    // whose name resolves to this machine (DNS rebinding).
    const host = URL.parse(`http://${req.headers.host}`)?.hostname ?? ''
    const isHere = loopback.test(req.socket.remoteAddress ?? '') && /^(localhost|127\..*|\[::1\])$/.test(host)
    return isHere && !proxyHeaders.some((name) => name in req.headers)
  }

  return (req, res) => {
    const headers = { 'Cache-Control': 'no-store' }
    if (!mayRead(req)) {
      const why = expected === null ? 'Set METRICS_TOKEN to read this from elsewhere.\n' : 'Bring METRICS_TOKEN.\n'
      const [status, more] = expected === null ? [403, {}] : [401, { 'WWW-Authenticate': 'Bearer' }]
      res.writeHead(status, { ...headers, ...more, 'Content-Type': 'text/plain' }).end(why)
      return
    }
    metrics.text().then(
      (text) => res.writeHead(200, { ...headers, 'Content-Type': metrics.contentType }).end(text),
      () => res.writeHead(500, headers).end(),
    )
  }
}
