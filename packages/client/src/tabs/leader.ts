import type { WebSocketLike } from '../connection/web-socket.ts'
import { SharedSocket } from './shared-socket.ts'
import type { Line, LineEnd } from './tab-socket.ts'

/** The part of the leading tab that holds the real sockets of the group: one, and more when one has no room. */
export class Leader {
  readonly #open: (url: string) => WebSocketLike
  readonly #userId: string | null
  readonly #sockets = new Set<SharedSocket>()

  constructor(open: (url: string) => WebSocketLike, userId: string | null) {
    this.#open = open
    this.#userId = userId
  }

  attach(url: string, end: LineEnd): Line {
    const existing = [...this.#sockets].find((socket) => socket.url === url && socket.hasRoom)
    return (existing ?? this.#add(url)).attach(end)
  }

  close(code: number, reason: string): void {
    for (const socket of [...this.#sockets]) socket.close(code, reason)
  }

  #add(url: string): SharedSocket {
    const socket: SharedSocket = new SharedSocket(url, this.#open, this.#userId, () => this.#sockets.delete(socket))
    this.#sockets.add(socket)
    return socket
  }
}
