import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from './config.ts'
import { readBearer } from './cookie.ts'
import type { Metrics } from './metrics.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()
const loopback = /^(::ffff:)?127\.|^::1$/
/** What a proxy in front adds, and a scraper does not. */
const traces = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

/**
 * Serves `/metrics`: to whoever brings METRICS_TOKEN, or without one to this machine alone. Counts tell outsiders how many
 * people are here and when.
 */
export function createMetricsDoor(metrics: Metrics, { metricsToken }: Pick<Config, 'metricsToken'>) {
  const expected = metricsToken === null ? null : digest(metricsToken)

  function mayRead(req: IncomingMessage): boolean {
    if (expected !== null) return timingSafeEqual(digest(readBearer(req) ?? ''), expected)
    // A proxy on this machine speaks for others, and a page of another site may have a name that leads here.
    const host = URL.parse(`http://${req.headers.host}`)?.hostname ?? ''
    const isHere = loopback.test(req.socket.remoteAddress ?? '') && /^(localhost|127\..*|\[::1\])$/.test(host)
    return isHere && !traces.some((name) => name in req.headers)
  }

  return (req: IncomingMessage, res: ServerResponse): void => {
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
