import { framesOf } from './frames.ts'

/** A connection that does not open within this time is given up. */
const openTimeoutMs = 10_000
/** How long an answer to `probe` may take. */
const probeTimeoutMs = 2_500

type Listener = (this: unknown, event: Event) => void
type Kind = 'open' | 'message' | 'error' | 'close'

/** What the connection keeps of the sockets that it has open. */
export type SocketWatch = {
  opened(socket: PromptSocket): void
  closed(socket: PromptSocket): void
}

/**
 * A WebSocket that is closed when `close` was called. A browser waits for the other side's word, on a dead link for
 * a minute (62 s in Chromium), and meanwhile nothing reconnects; this one says `close` at once and lets the other go.
 */
export class PromptSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3
  readyState = 0
  readonly url: string
  readonly #socket: WebSocket
  readonly #watch: SocketWatch
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #deadline: ReturnType<typeof setTimeout>
  #probe: ReturnType<typeof setTimeout> | undefined
  #probesToSwallow = 0

  constructor(url: string, Base: typeof WebSocket, watch: SocketWatch) {
    this.url = url
    this.#watch = watch
    this.#socket = new Base(url)
    this.#deadline = setTimeout(() => this.close(), openTimeoutMs)
    // Never removed: Node's `ws` throws for an error that nobody listens to, also after `close`.
    for (const kind of ['open', 'message', 'error', 'close'] as const) {
      this.#socket.addEventListener(kind, (event) => this.#heard(kind, event))
    }
  }

  set binaryType(type: BinaryType) {
    this.#socket.binaryType = type
  }

  get binaryType(): BinaryType {
    return this.#socket.binaryType
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  addEventListener(kind: string, listener: Listener): void {
    const held = this.#listeners.get(kind) ?? new Set()
    this.#listeners.set(kind, held.add(listener))
  }

  removeEventListener(kind: string, listener: Listener): void {
    this.#listeners.get(kind)?.delete(listener)
  }

  send(data: string): void {
    for (const frame of framesOf(data)) this.#socket.send(frame)
  }

  close(code?: number, reason?: string): void {
    if (this.readyState >= this.CLOSING) return
    const wasOpen = this.readyState === this.OPEN
    this.readyState = this.CLOSING
    try {
      this.#socket.close(code, reason)
    } catch {
      // A code that scripts may not use; the socket is dropped all the same.
    }
    // Not within the call: whoever closes is not done with its own bookkeeping.
    queueMicrotask(() => {
      if (!wasOpen) this.#emit('error', new Event('error'))
      this.#closed(closeEvent(code ?? 1006, reason ?? ''))
    })
  }

  /** Asks for a sign of life, and closes if none comes: after sleep, or when the network changed. */
  probe(): void {
    if (this.readyState !== this.OPEN || this.#probe) return
    this.#probesToSwallow++
    this.#socket.send('PING')
    this.#probe = setTimeout(() => this.close(), probeTimeoutMs)
  }

  #heard(kind: Kind, event: Event): void {
    if (this.readyState >= this.CLOSING) return
    if (kind === 'close') {
      this.#closed(event)
      return
    }
    if (kind === 'open') {
      clearTimeout(this.#deadline)
      this.readyState = this.OPEN
      this.#watch.opened(this)
    }
    if (kind === 'message') {
      clearTimeout(this.#probe)
      this.#probe = undefined
      // The stock client counts its own pongs.
      if ('data' in event && event.data === 'PONG' && this.#probesToSwallow > 0) {
        this.#probesToSwallow--
        return
      }
    }
    this.#emit(kind, event)
  }

  #closed(event: Event): void {
    clearTimeout(this.#deadline)
    clearTimeout(this.#probe)
    this.readyState = this.CLOSED
    this.#watch.closed(this)
    this.#emit('close', event)
  }

  #emit(kind: Kind, event: Event): void {
    for (const listener of [...(this.#listeners.get(kind) ?? [])]) listener.call(this, event)
  }
}

/** The class that the stock client is given. */
export function promptSocketClass(Base: typeof WebSocket, watch: SocketWatch): typeof WebSocket {
  class Bound extends PromptSocket {
    constructor(url: string) {
      super(url, Base, watch)
    }
  }
  // It has what the stock client uses of a WebSocket, not all that a browser's has.
  return Bound as unknown as typeof WebSocket
}

function closeEvent(code: number, reason: string): Event {
  // Node before 23 has no CloseEvent.
  return Object.assign(new Event('close'), { code, reason, wasClean: false })
}
