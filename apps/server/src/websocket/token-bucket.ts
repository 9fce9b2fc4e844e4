/** A token bucket: allows a burst of so many at once, and then so many per second. It needs no timer. */
export class TokenBucket {
  readonly #burst: number
  readonly #perMs: number
  #tokens: number
  #refilledAt: number

  constructor({ burst, perSecond }: { burst: number; perSecond: number }) {
    this.#burst = burst
    this.#perMs = perSecond / 1_000
    this.#tokens = burst
    this.#refilledAt = performance.now()
  }

  /** @returns whether there was a token left to take */
  take(): boolean {
    const now = performance.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#refilledAt) * this.#perMs)
    this.#refilledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
