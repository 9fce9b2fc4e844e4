import { isIP } from 'node:net'
import { OutboundRefusal } from './refusal.ts'

/** Where a URL leads. `address` is null when the host is a name, which has to be looked up first. */
export type Target = { url: URL; host: string; address: string | null; port: number }

const ports = { 'http:': 80, 'https:': 443 }
/** Names that only mean something within one's own network. */
const localNames = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|arpa|onion|test|invalid)$/

/**
 * Parses a URL. The parser of Node.js turns addresses in decimal, octal, hexadecimal and short forms into normal ones, so none of
 * these passes as a name.
 *
 * @throws OutboundRefusal for a protocol other than http and https, for credentials, and for a name that cannot be public
 */
export function readTarget(text: string, base?: URL): Target {
  const url = URL.parse(text, base?.href)
  if (!url) throw new OutboundRefusal('not a URL')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new OutboundRefusal(`protocol ${url.protocol}`)
  if (url.username !== '' || url.password !== '') throw new OutboundRefusal('credentials in a URL')
  url.hash = ''
  const port = url.port === '' ? ports[url.protocol] : Number(url.port)
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isIP(host) !== 0) return { url, host, address: host, port }
  if (!host.includes('.') || localNames.test(host)) throw new OutboundRefusal(`host ${host}`)
  return { url, host, address: null, port }
}
