import { socketLimits } from './limits.ts'

/**
 * Calls `heartbeat` of every socket at each interval; see `SocketConnection.heartbeat`.
 *
 * @returns a function that stops it
 */
export function startHeartbeat(connections: Iterable<{ heartbeat(): void }>): () => void {
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    // After this process has stalled, answers to the last pings may have come and not been read yet: nobody is cut off
    // for that.
    const isLate = now - last > 1.2 * socketLimits.pingIntervalMs
    last = now
    if (!isLate) for (const connection of connections) connection.heartbeat()
  }, socketLimits.pingIntervalMs).unref()
  return () => clearInterval(timer)
}
