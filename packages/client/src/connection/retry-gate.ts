import { type Backoff, backoffMs } from '../backoff.ts'

/**
 * The upper limit lets every client be back within five seconds after the server is, however long the server was away.
 */
const reconnects: Backoff = { firstMs: 400, maxMs: 4_000 }

/**
 * Decides when the next connection may be tried. A wait can be cut short, and the waits start over only when a
 * connection works: a socket may open and be refused right after.
 */
export class RetryGate {
  readonly #onWait: (until: number | null) => void
  #failures = -1
  #leastMs = 0
  #waiting: { open(): void; refuse(error: Error): void; timer: ReturnType<typeof setTimeout> } | null = null

  constructor(onWait: (until: number | null) => void) {
    this.#onWait = onWait
  }

  /** Resolves when it is time to connect: at once for the first try, then after a random and growing delay. */
  async pass(): Promise<void> {
    const waitMs = this.#failures < 0 ? 0 : Math.max(this.#leastMs, backoffMs(reconnects, this.#failures))
    this.#failures++
    this.#leastMs = 0
    if (waitMs === 0) return
    this.#onWait(Date.now() + waitMs)
    try {
      await new Promise<void>((resolve, reject) => {
        this.#waiting = { open: resolve, refuse: reject, timer: setTimeout(resolve, waitMs) }
      })
    } finally {
      clearTimeout(this.#waiting?.timer)
      this.#waiting = null
      this.#onWait(null)
    }
  }

  /** The connection works: the next wait is short again. */
  reset(): void {
    this.#failures = 0
  }

  /** The next try starts at once. */
  skipWait(): void {
    this.#failures = -1
  }

  /** The next wait takes at least this long. */
  atLeast(ms: number): void {
    this.#leastMs = ms
  }

  /** Something became better (network, visibility): ends the wait. */
  wake(): void {
    this.#failures = Math.min(this.#failures, 0)
    this.#waiting?.open()
  }

  cancel(): void {
    this.#waiting?.refuse(new Error('Closed'))
  }
}
