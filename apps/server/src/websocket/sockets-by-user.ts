import { closeCodes, limits } from '@chime/protocol'
import type { SocketConnection } from './connection.ts'

/** The open sockets of each user on this node: at most `limits.socketsPerUserMax`. */
export class SocketsByUser {
  readonly #byUser = new Map<string, Set<SocketConnection>>()

  /** One socket too many closes the user's oldest with 4409: it is more likely a forgotten device than the one in use. */
  add(userId: string, connection: SocketConnection): void {
    const sockets = this.#byUser.get(userId) ?? new Set()
    this.#byUser.set(userId, sockets.add(connection))
    const [oldest] = sockets
    if (oldest && sockets.size > limits.socketsPerUserMax) {
      // Removed now and not when it is closed, so that of many sockets that come at once, each closes a different one.
      sockets.delete(oldest)
      oldest.close(closeCodes.tooManyConnections, 'too many connections')
    }
    connection.onClosed(() => {
      sockets.delete(connection)
      if (sockets.size === 0 && this.#byUser.get(userId) === sockets) this.#byUser.delete(userId)
    })
  }

  /** The bytes that wait on all sockets of this user, because their clients do not take them. */
  bufferedBytes(userId: string): number {
    let bytes = 0
    for (const { bufferedBytes } of this.#byUser.get(userId) ?? []) bytes += bufferedBytes
    return bytes
  }
}
