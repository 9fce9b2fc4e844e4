import { isIP } from 'node:net'
import { OutboundRefusal } from './refusal.ts'

/** Where a URL leads, as far as it says so itself. `address` is null for a name, which is yet to be looked up. */
export type Target = { url: URL; host: string; address: string | null; port: number }

const ports = { 'http:': 80, 'https:': 443 }
/** Names that are looked up nowhere but in the own network, whatever they mean there. */
const localNames = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|arpa|onion|test|invalid)$/

/**
 * Reads a URL. Node's parser writes decimal, octal, hexadecimal and short hosts as the addresses that they are, so none of them gets
 * by as a name.
 *
 * @throws OutboundRefusal for another protocol, for credentials, and for a name that cannot be public
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
