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
   * @param land takes the answer and the steps that came since it was asked for, in order. Called at once: not even a
   * microtask may pass in between, or a step could be missed that came in it.
   * @returns false when the answer no longer counts
   * @throws what `call` throws
   */
  async during<T>(call: () => Promise<T | null>, land: (answer: T, steps: readonly Delta[]) => void): Promise<boolean> {
    const era = this.#era
    const from = this.#steps.length
    this.#count++
    try {
      const answer = await call()
      if (answer === null || era !== this.#era) return false
      land(answer, this.#steps.slice(from))
      return true
    } finally {
      this.#count--
      if (this.#count === 0) this.#steps = []
    }
  }
}
