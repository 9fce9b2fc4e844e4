import { WebSocket } from 'ws'
import type { HistoryWriter } from '../writer.ts'

/** What passed last: an event batch, or an answer. Tells how what is applied right after it came. */
export type Wire = {
  by: 'live' | 'pull'
  /** Breaks what is open, as a lost network does. */
  drop(): void
  /** For good: whatever the client still asks for opens nothing any more. */
  close(): void
  /** Rejects when `close` was called. */
  readonly closed: Promise<never>
  readonly isClosed: boolean
  /** Stops reading, and goes on. The socket stays open. */
  pause(): void
  resume(): void
  /** Is told the place of the frame that carries the send of this message. */
  onSend(clientId: string, told: (socket: number, frame: number) => void): () => void
  /** Which node the open socket leads to. */
  readonly node: number | null
  readonly WebSocket: typeof globalThis.WebSocket
}

/** Of this process: a client that comes again goes on counting. */
const sockets = new Map<string, number>()

function nextNumber(client: string): number {
  const number = (sockets.get(client) ?? 0) + 1
  sockets.set(client, number)
  return number
}

/**
 * The WebSocket that both kinds of client are given: leads each new connection to the next node, as a load balancer
 * would, and writes down what passes before the client looks at it.
 *
 * @param writer null: nothing is written down
 */
export function wireOf(
  client: string,
  writer: HistoryWriter | null,
  { ports, first, fixed = false }: { ports: readonly number[]; first: number; fixed?: boolean },
): Wire {
  const open = new Set<RecordingSocket>()
  const waiting = new Map<string, (socket: number, frame: number) => void>()
  let turn = first
  const closed = Promise.withResolvers<never>()
  closed.promise.catch(() => {})
  const wire = {
    by: 'pull' as 'live' | 'pull',
    node: null as number | null,
    closed: closed.promise,
    isClosed: false,
    drop() {
      for (const socket of open) socket.terminate()
    },
    close() {
      wire.isClosed = true
      wire.drop()
      closed.reject(new Error('closed'))
    },
    pause() {
      for (const socket of open) socket.pause()
    },
    resume() {
      for (const socket of open) socket.resume()
    },
    onSend(clientId: string, told: (socket: number, frame: number) => void) {
      waiting.set(clientId, told)
      return () => void waiting.delete(clientId)
    },
  }

  /** The socket that the client counts on: while a node stops, its sockets go on until the next one has opened. */
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
      const node = turn % ports.length
      if (!fixed) turn++
      const target = new URL(url)
      target.hostname = '127.0.0.1'
      target.port = String(ports[node])
      super(target.href)
      this.node = node
      this.number = nextNumber(client)
      open.add(this)
      // The first listener: before the client's own.
      this.on('message', (data) => this.#heard(String(data)))
      this.on('error', () => {})
      this.on('close', () => {
        open.delete(this)
        if (shown === this) gone()
        if (open.size === 0) wire.node = null
      })
      // A stock client connects again for a call that is made after its end.
      if (wire.isClosed) setImmediate(() => this.terminate())
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
        wire.by = events.some((event) => typeof event?.type === 'string') ? 'live' : 'pull'
        for (const event of events) this.#event(event)
      }
    }

    #event(event: { type?: string; channelId?: string; channel?: { id: string }; last?: boolean }): void {
      if (event.type === 'hello' && event.last && !this.isWelcome) {
        this.isWelcome = true
        wire.node = this.node
        gone()
        shown = this
        writer?.write({ type: 'link', client, socket: this.number, state: 'open', node: this.node })
      }
      // `left` and `marker` are the user's own stream: they speak of a channel and tell nothing out of it.
      if (event.type === 'left' || event.type === 'marker') return
      const channelId = event.channelId ?? (event.type === 'joined' ? event.channel?.id : undefined)
      if (channelId) writer?.write({ type: 'delivery', client, channelId, socket: this.number })
    }
  }
  // It has what both clients use of a WebSocket: events, `send`, `close`, states.
  return Object.assign(wire, { WebSocket: RecordingSocket as unknown as typeof globalThis.WebSocket })
}
