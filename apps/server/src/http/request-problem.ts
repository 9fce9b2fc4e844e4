import type { IncomingMessage } from 'node:http'

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** A name or an address, and a port: nothing that a URL parser would take for a user, a path or a query. */
const hostShape = /^(?:[\w.~%!$&'()*+,;=-]+|\[[\da-fA-F:.]+\])(?::\d{0,5})?$/
const dotSegment = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|%2f|%5c|$)/i

type Problem = { status: number; text: string }

/**
 * What is wrong with a request's first line and host, before any of it is used. What comes after this reads them with
 * parsers that correct what they are given (`..`, `\`, `user@host`), and one must not judge another address than the
 * next one uses.
 *
 * @returns null when nothing is wrong
 */
export function requestProblem(req: IncomingMessage): Problem | null {
  const { method = '', url = '' } = req
  if (!methods.has(method)) return { status: 405, text: 'This method is not known here' }
  const hosts = req.headersDistinct.host ?? []
  const [host = ''] = hosts
  if (hosts.length > 1 || (hosts.length === 1 && !isHost(host))) return { status: 400, text: 'Host: is no host' }
  if (!url.startsWith('/')) return { status: 400, text: 'The address must be a path' }
  const path = pathOf(req)
  if (path.includes('\\') || dotSegment.test(path) || !isEncoded(path)) {
    return { status: 404, text: 'There is nothing at this address: it is not well-formed' }
  }
  return null
}

/** The path of a request, without its query. */
export const pathOf = (req: IncomingMessage): string => (req.url ?? '/').split('?', 1)[0] ?? '/'

const isHost = (host: string) => hostShape.test(host) && URL.canParse(`http://${host}`)

/** Whether every `%` begins a byte, and the bytes are UTF-8 without U+0000. */
function isEncoded(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\u0000')
  } catch {
    return false
  }
}
