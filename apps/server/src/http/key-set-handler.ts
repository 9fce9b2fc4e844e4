import type { RequestListener } from 'node:http'
import { keySetMaxAgeMs, type SigningKeys } from '@chime/api'
import type { Logger } from 'pino'
import { respond } from './respond.ts'

/**
 * Serves the public keys of access tokens (RFC 7517). Anybody may read them, pages of other sites too, and caches may
 * keep them for as long as a key is published before it signs.
 */
export function createKeySetHandler(keys: SigningKeys, log: Logger): RequestListener {
  return (req, res) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.setHeader('Allow', 'GET, HEAD')
      return respond(res, 405, 'Keys are read here\n')
    }
    keys.published().then(
      (published) =>
        res
          .writeHead(200, {
            'Content-Type': 'application/json',
            'Cache-Control': `public, max-age=${keySetMaxAgeMs / 1_000}`,
            'Access-Control-Allow-Origin': '*',
            'Cross-Origin-Resource-Policy': 'cross-origin',
          })
          .end(JSON.stringify({ keys: published })),
      (err: unknown) => {
        log.error({ err }, 'the public keys could not be read')
        respond(res, 503, 'The keys cannot be read now; try again\n')
      },
    )
  }
}
