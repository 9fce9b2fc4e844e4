import type { WebSocketClass, WebSocketLike } from './web-socket.ts'

/** Where a connection gets its sockets from. */
export interface SocketSource {
  /** The connection starts. Throws when there can be no sockets. */
  start(): void
  /** Resolves when a socket may be opened. Called before each `open`. */
  ready(): Promise<void>
  open(url: string): WebSocketLike
  /** The connection is over: no socket is wanted until the next `start`. */
  stop(): void
}

/**
 * The close code of a socket whose carrier, another tab, is gone. Nothing is wrong with the server, so the next try need
 * not wait. It never goes over the network.
 */
export const movedCode = 4000

/** Node 20 has none. */
const noWebSocket =
  "No WebSocket here. Install the package ws: import { WebSocket } from 'ws'; createChime({ WebSocket, … })"

/** Each connection opens WebSockets of its own. */
export function ownSockets(Base: WebSocketClass | undefined = globalThis.WebSocket): SocketSource {
  return {
    start() {
      if (!Base) throw new Error(noWebSocket)
    },
    async ready() {},
    open: (url) => new Base(url),
    stop() {},
  }
}
