import type { Delta } from '../state/delta.ts'

/** More steps than this while one answer is under way, and the answer is asked for again instead. */
const stepsMax = 1_000

/**
 * Keeps the steps that arrive while an answer is under way. The answer was read at some moment in between, so it may lack
 * them: they are applied to it again, which does no harm where it has them.
 */
export class Flights {
  #steps: Delta[] = []
  #count = 0
  #era = 0

  record(delta: Delta): void {
    if (this.#count === 0) return
    this.#steps.push(delta)
    if (this.#steps.length > stepsMax) this.drop()
  }

  /** Whatever is under way no longer counts. */
  drop(): void {
    this.#steps = []
    this.#era++
  }

  /**
   * @returns the answer and the steps that came since it was asked for, in order; null when it no longer counts
   * @throws what `call` throws
   */
  async during<T>(call: () => Promise<T | null>): Promise<{ answer: T; steps: readonly Delta[] } | null> {
    const era = this.#era
    const from = this.#steps.length
    this.#count++
    try {
      const answer = await call()
      return answer === null || era !== this.#era ? null : { answer, steps: this.#steps.slice(from) }
    } finally {
      this.#count--
      if (this.#count === 0) this.#steps = []
    }
  }
}
