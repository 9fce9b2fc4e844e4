import type { WebSocketLike } from './web-socket.ts'

/** A socket that has not opened after this time is given up. */
const openTimeoutMs = 10_000
/** How long the answer to a ping may take. */
const pongTimeoutMs = 2_500

/** Told what happens to a socket. Nothing is called after `closed`. */
export type SocketEar = {
  opened(): void
  message(text: string): void
  /** Called once, also when it never opened. */
  closed(event: { code: number; reason: string }): void
}

/**
 * A WebSocket that counts as closed as soon as `close` is called. A browser's own socket first waits for the other
 * side, which takes a minute on a dead link (62 s in Chromium), and nothing can reconnect meanwhile. This one reports
 * `closed` at once and forgets the real socket.
 */
export class PromptSocket {
  readonly #socket: WebSocketLike
  readonly #ear: SocketEar
  readonly #pingWhenQuietMs: number | null
  #state: 'connecting' | 'open' | 'closing' = 'connecting'
  /** Ends the wait for it to open, then the waits for answers to pings. */
  #deadline: ReturnType<typeof setTimeout> | undefined
  #quiet: ReturnType<typeof setTimeout> | undefined
  /** Who asked for the answers to come, in order. */
  #pings: (() => void)[] = []

  /** @param pingWhenQuietMs it is pinged after so long without a message; null: never */
  constructor(
    url: string,
    open: (url: string) => WebSocketLike,
    ear: SocketEar,
    pingWhenQuietMs: number | null = null,
  ) {
    this.#ear = ear
    this.#pingWhenQuietMs = pingWhenQuietMs
    this.#socket = open(url)
    this.#deadline = setTimeout(() => this.close(), openTimeoutMs)
    // These listeners are never removed: the package `ws` throws errors that nobody listens to, even after `close`.
    this.#socket.addEventListener('open', () => {
      if (this.#state !== 'connecting') return
      this.#state = 'open'
      this.#alive()
      this.#ear.opened()
    })
    this.#socket.addEventListener('message', (event) => {
      if (this.isOpen && 'data' in event && typeof event.data === 'string') this.#receive(event.data)
    })
    // After it comes `close`, which says more.
    this.#socket.addEventListener('error', () => {})
    this.#socket.addEventListener('close', (event) => {
      const { code, reason } = event as CloseEvent // all WebSockets give it these two
      if (this.#state !== 'closing') this.#closed(code, reason)
    })
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  send(text: string): void {
    if (this.isOpen) this.#socket.send(text)
  }

  close(code?: number, reason?: string): void {
    if (this.#state === 'closing') return
    this.#state = 'closing'
    try {
      this.#socket.close(code, reason)
    } catch {
      // Scripts may not use this close code; the socket is dropped all the same.
    }
    // Not within this call, because the caller of `close` has not finished its own work yet.
    queueMicrotask(() => this.#closed(code ?? 1006, reason ?? ''))
  }

  /**
   * Checks that the connection works, and closes it if nothing comes back.
   *
   * @param answered called when everything has arrived that the server sent before it read this
   */
  ping(answered: () => void = () => {}): void {
    if (!this.isOpen) return
    this.#pings.push(answered)
    this.#socket.send('PING')
    this.#deadline ??= setTimeout(() => this.close(), pongTimeoutMs)
  }

  #receive(text: string): void {
    this.#alive()
    if (text === 'PING') this.send('PONG')
    else if (text === 'PONG' && this.#pings.length > 0) this.#pings.shift()?.()
    else this.#ear.message(text)
  }

  #alive(): void {
    this.#stopTimers()
    if (this.#pingWhenQuietMs !== null) this.#quiet = setTimeout(() => this.ping(), this.#pingWhenQuietMs)
  }

  #closed(code: number, reason: string): void {
    this.#state = 'closing'
    this.#stopTimers()
    this.#ear.closed({ code, reason })
  }

  #stopTimers(): void {
    clearTimeout(this.#deadline)
    this.#deadline = undefined
    clearTimeout(this.#quiet)
  }
}
