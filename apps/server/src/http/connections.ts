import type { Server } from 'node:http'
import { networkOf } from '@chime/api'
import type { Logger } from 'pino'
import { KeyedCount } from './keyed-count.ts'
import { httpLimits } from './limits.ts'

const everyMs = 10_000

/**
 * Keeps a server's connections below the number of descriptors that the process may have, and each address to its share
 * of them. A connection too many is closed at once, so that the node never runs out of descriptors: then it could not
 * reach its database either, and would have to be restarted.
 *
 * Behind a proxy all connections have the proxy's address, so its share is not limited.
 */
export function limitConnections(server: Server, { trustedProxies }: { trustedProxies: number }, log: Logger): void {
  const max = Math.max(httpLimits.reservedDescriptors, descriptorsMax() - httpLimits.reservedDescriptors)
  server.maxConnections = max
  const byAddress = new KeyedCount(Math.ceil(max * (trustedProxies > 0 ? 1 : httpLimits.connectionsPerAddressShare)))
  let toldAt = Number.NEGATIVE_INFINITY
  const tell = (details: object) => {
    if (performance.now() - toldAt < everyMs) return
    toldAt = performance.now()
    log.warn(details, 'too many connections; some were closed')
  }
  server.on('drop', (data) => tell({ address: data?.remoteAddress, max }))
  server.on('connection', (socket) => {
    const address = networkOf(socket.remoteAddress ?? 'unknown')
    if (!byAddress.enter(address)) {
      tell({ address, max })
      socket.destroy()
      return
    }
    socket.once('close', () => byAddress.leave(address))
  })
}

/** How many descriptors this process may have open. Where the system does not say: as many as Linux usually allows. */
function descriptorsMax(): number {
  // Nothing else in Node says it.
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } }
  const soft = Number(userLimits?.open_files?.soft)
  return Number.isFinite(soft) && soft > 0 ? Math.min(soft, 100_000) : 1_024
}
