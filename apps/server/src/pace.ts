/** A token bucket: so many at once, and then so many per second. Holds two numbers and no timer. */
export class Pace {
  readonly #atOnce: number
  readonly #perMs: number
  #left: number
  #at: number

  constructor({ atOnce, perSecond }: { atOnce: number; perSecond: number }) {
    this.#atOnce = atOnce
    this.#perMs = perSecond / 1_000
    this.#left = atOnce
    this.#at = performance.now()
  }

  /** @returns false when that was one too many */
  take(): boolean {
    const now = performance.now()
    this.#left = Math.min(this.#atOnce, this.#left + (now - this.#at) * this.#perMs)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
