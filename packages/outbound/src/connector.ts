import { type LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { buildConnector } from 'undici'
import { OutboundRefusal } from './refusal.ts'

export type Resolve = (host: string) => Promise<LookupAddress[]>
export type Allows = (address: string, port: number) => boolean

const lookupAll = promisify(lookup)
/** Looks a name up as other programs on this machine do, which includes the hosts file. */
export const resolveBySystem: Resolve = (host) => lookupAll(host, { all: true, verbatim: true })

/**
 * Makes connections to allowed addresses only. A name is looked up once, each of its addresses must be allowed, and the connection
 * is made to one of these. So there is no second look-up that could give another address (DNS rebinding). The address that the
 * socket is connected to is checked once more.
 */
export function guardedConnector(resolve: Resolve, allows: Allows, timeoutMs: number): buildConnector.connector {
  return (options, callback) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    const lookupGuarded: LookupFunction = (host, { all }, answer) => {
      resolve(host).then(
        (addresses) => {
          const [first] = addresses
          const refused = addresses.find(({ address }) => !allows(address, port))
          if (!first) answer(new OutboundRefusal(`${host} has no address`), '')
          else if (refused) answer(new OutboundRefusal(`${host} is ${refused.address}`), '')
          else if (all) answer(null, addresses)
          else answer(null, first.address, first.family)
        },
        (error: NodeJS.ErrnoException) => answer(error, ''),
      )
    }
    const connect = buildConnector({ timeout: timeoutMs, lookup: lookupGuarded, maxCachedSessions: 0 })
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null)
      const at = socket.remoteAddress ?? 'nowhere'
      if (allows(at, port)) return callback(null, socket)
      socket.destroy()
      callback(new OutboundRefusal(`connected to ${at}`), null)
    })
  }
}
