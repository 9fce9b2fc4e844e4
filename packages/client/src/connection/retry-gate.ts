import { type Backoff, backoffMs } from '../backoff.ts'

/** Everybody is to be back within five seconds of the server, however long it was away: hence the bound. */
const reconnects: Backoff = { firstMs: 400, maxMs: 4_000 }

/**
 * Decides when the next connection may be tried. The stock client's own delay cannot be cut short, and starts over
 * whenever a socket opens, also one that is refused right after; so it waits here, in the function that gives it the address.
 */
export class RetryGate {
  readonly #onWait: (until: number | null) => void
  #failures = -1
  #leastMs = 0
  #waiting: { open(): void; refuse(error: Error): void; timer: ReturnType<typeof setTimeout> } | null = null

  constructor(onWait: (until: number | null) => void) {
    this.#onWait = onWait
  }

  /** Resolves when it is time to connect: the first time at once, then after a growing random delay. */
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

  /** The connection proved good: the next wait is short. */
  reset(): void {
    this.#failures = 0
  }

  /** The next wait takes at least this long. */
  atLeast(ms: number): void {
    this.#leastMs = ms
  }

  /** Something changed for the better: no more waiting. */
  wake(): void {
    this.#failures = Math.min(this.#failures, 0)
    this.#waiting?.open()
  }

  cancel(): void {
    this.#waiting?.refuse(new Error('Closed'))
  }
}
