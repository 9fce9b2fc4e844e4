/** How long the server's answer to a ping may take. */
const pongTimeoutMs = 2_500

/** Asks the server whether it is there, once for all tabs that ask. When it does not answer, the socket is closed. */
export class Pings {
  readonly #socket: { send(text: string): void; close(): void }
  #asking: (() => void)[] = []
  #askedAt: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(socket: { send(text: string): void; close(): void }) {
    this.#socket = socket
  }

  ask(answered: () => void): void {
    this.#asking.push(answered)
    if (this.#askedAt === null) {
      this.#askedAt = Date.now()
      this.#socket.send('PING')
      this.#timer = setTimeout(() => this.#socket.close(), pongTimeoutMs)
    }
    // The browser delays the timers of hidden pages.
    else if (Date.now() - this.#askedAt > pongTimeoutMs) this.#socket.close()
  }

  answered(): void {
    this.stop()
    for (const answered of this.#asking.splice(0)) answered()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#askedAt = null
  }
}
