import { WebSocket } from 'ws'
import type { HistoryWriter } from '../history/writer.ts'

/** The connections of one client, which write down what passes over them. */
export type RecordedConnection = {
  /** How the last frame came: by itself (`live`), or as an answer. What the client applies next came the same way. */
  by: 'live' | 'pull'
  /** Breaks all open sockets, as a lost network does. */
  drop(): void
  /** For good: whatever the client calls later opens no socket any more. */
  close(): void
  /** Rejects when `close` is called. */
  readonly closed: Promise<never>
  readonly isClosed: boolean
  /** `pause` stops reading from the sockets, which stay open, until `resume`. */
  pause(): void
  resume(): void
  /**
   * Calls `onFrame` with the place of the frame that carries the send of this message.
   *
   * @returns ends it
   */
  onSend(clientId: string, onFrame: (socket: number, frame: number) => void): () => void
  /** The node that the open socket leads to. */
  readonly node: number | null
  readonly WebSocket: typeof globalThis.WebSocket
}

/** By client, for the whole process, so that a client that connects again goes on counting. */
const sockets = new Map<string, number>()

function nextNumber(client: string): number {
  const number = (sockets.get(client) ?? 0) + 1
  sockets.set(client, number)
  return number
}

/**
 * Makes the WebSocket class that both kinds of client are given. It leads each new connection to the next node, as a load
 * balancer does, and writes down what arrives before the client sees it.
 *
 * @param writer null to write nothing down
 * @param options.fixed every connection leads to the `first` node
 */
export function recordedConnection(
  client: string,
  writer: HistoryWriter | null,
  { ports, first, fixed = false }: { ports: readonly number[]; first: number; fixed?: boolean },
): RecordedConnection {
  const open = new Set<RecordingSocket>()
  const waiting = new Map<string, (socket: number, frame: number) => void>()
  let nextPort = first
  const closed = Promise.withResolvers<never>()
  closed.promise.catch(() => {})
  const connection = {
    by: 'pull' as 'live' | 'pull',
    node: null as number | null,
    closed: closed.promise,
    isClosed: false,
    drop() {
      for (const socket of open) socket.terminate()
    },
    close() {
      connection.isClosed = true
      connection.drop()
      closed.reject(new Error('closed'))
    },
    pause() {
      for (const socket of open) socket.pause()
    },
    resume() {
      for (const socket of open) socket.resume()
    },
    onSend(clientId: string, onFrame: (socket: number, frame: number) => void) {
      waiting.set(clientId, onFrame)
      return () => void waiting.delete(clientId)
    },
  }

  /** The socket that the client relies on. While a node stops, its sockets stay open until a new one has had its `hello`. */
  let shown: RecordingSocket | null = null
  const gone = () => {
    if (shown) writer?.write({ type: 'link', client, socket: shown.number, state: 'gone', node: shown.node })
    shown = null
  }

  class RecordingSocket extends WebSocket {
    readonly number: number
    readonly node: number
    isWelcome = false
    frames = 0

    constructor(url: string) {
      const node = nextPort % ports.length
      if (!fixed) nextPort++
      const target = new URL(url)
      target.hostname = '127.0.0.1'
      target.port = String(ports[node])
      super(target.href)
      this.node = node
      this.number = nextNumber(client)
      open.add(this)
      // This listener is the first, so it runs before the client's own.
      this.on('message', (data) => this.#heard(String(data)))
      this.on('error', () => {})
      this.on('close', () => {
        open.delete(this)
        if (shown === this) gone()
        if (open.size === 0) connection.node = null
      })
      // A stock client connects again when something is called after its end.
      if (connection.isClosed) setImmediate(() => this.terminate())
    }

    override send(data: string, ...rest: []): void {
      if (typeof data === 'string' && data.startsWith('PING') === false) this.#said(data)
      super.send(data, ...rest)
    }

    #said(text: string): void {
      const messages: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null
      for (const message of Array.isArray(messages) ? messages : [messages]) {
        this.frames++
        const clientId = message?.params?.input?.clientId
        if (message?.params?.path === 'messages.send' && typeof clientId === 'string')
          waiting.get(clientId)?.(this.number, this.frames)
      }
    }

    #heard(text: string): void {
      if (text === 'PONG' || text === 'PING') return
      const parsed: unknown = JSON.parse(text)
      for (const { result } of (Array.isArray(parsed) ? parsed : [parsed]) as { result?: { data?: unknown } }[]) {
        const events = Array.isArray(result?.data) ? result.data : []
        connection.by = events.some((event) => typeof event?.type === 'string') ? 'live' : 'pull'
        for (const event of events) this.#event(event)
      }
    }

    #event(event: { type?: string; channelId?: string; channel?: { id: string }; last?: boolean }): void {
      if (event.type === 'hello' && event.last && !this.isWelcome) {
        this.isWelcome = true
        connection.node = this.node
        gone()
        shown = this
        writer?.write({ type: 'link', client, socket: this.number, state: 'open', node: this.node })
      }
      // `left` and `marker` belong to the user's own stream. They name a channel, but contain nothing of it.
      if (event.type === 'left' || event.type === 'marker') return
      const channelId = event.channelId ?? (event.type === 'joined' ? event.channel?.id : undefined)
      if (channelId) writer?.write({ type: 'delivery', client, channelId, socket: this.number })
    }
  }
  // It has all of a WebSocket that the two clients use: events, `send`, `close`, states.
  return Object.assign(connection, { WebSocket: RecordingSocket as unknown as typeof globalThis.WebSocket })
}
