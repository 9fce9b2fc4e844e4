/** Closes a socket when the access token that opened it expires, unless a newer one is shown before. */
export class TokenExpiry {
  readonly #close: () => void
  #until: Date
  #timer: NodeJS.Timeout

  constructor(until: Date, close: () => void) {
    this.#close = close
    this.#until = until
    this.#timer = this.#start()
  }

  /** Never moves the end nearer: tokens may arrive in another order than they were made. @returns when the end is */
  extend(until: Date): Date {
    if (until > this.#until) {
      this.#until = until
      clearTimeout(this.#timer)
      this.#timer = this.#start()
    }
    return this.#until
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #start(): NodeJS.Timeout {
    return setTimeout(this.#close, Math.max(0, this.#until.getTime() - Date.now())).unref()
  }
}
