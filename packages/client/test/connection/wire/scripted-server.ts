import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

type Frame = { id: number; method: string; params?: { path: string; input?: unknown; lastEventId?: string } }

/** One socket of a client, seen from the server. */
export class Peer {
  /** All that arrived, calls of a batch one by one, without pings. */
  readonly heard: Frame[] = []
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      const text = String(data)
      if (text === 'PING') socket.send('PONG')
      else this.heard.push(...[JSON.parse(text)].flat())
    })
  }

  get isOpen(): boolean {
    return this.#socket.readyState === 1
  }

  /** The call or subscription of this procedure that came last. */
  last(path: string): Frame {
    const found = this.heard.findLast(({ params }) => params?.path === path)
    if (!found) throw new Error(`nobody called ${path}`)
    return found
  }

  say(message: object): void {
    this.#socket.send(JSON.stringify(message))
  }

  data({ id }: Frame, data: unknown, eventId?: string): void {
    this.say({ id, result: { type: 'data', data, ...(eventId && { id: eventId }) } })
  }

  started({ id }: Frame): void {
    this.say({ id, result: { type: 'started' } })
  }

  cut(): void {
    this.#socket.terminate()
  }
}

/** A server that says what the test says, so that the moment of each answer is known. */
export async function scriptedServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listens on TCP
  const peers: Peer[] = []
  server.on('connection', (socket) => peers.push(new Peer(socket)))
  return {
    url: `ws://127.0.0.1:${port}`,
    peers,
    close() {
      for (const peer of peers) peer.cut()
      server.close()
    },
  }
}
