import type { Delta } from '../state/delta.ts'

/** When more events than this arrive while one answer is loading, the answer is dropped and asked for again. */
const stepsMax = 1_000

/**
 * Keeps the events that arrive while an answer is loading. The server read the answer at some moment in between, so it
 * may not contain them. They are applied to the answer once more, which does no harm if it does contain them.
 */
export class InFlightReplay {
  #steps: Delta[] = []
  #count = 0
  #generation = 0

  record(delta: Delta): void {
    if (this.#count === 0) return
    this.#steps.push(delta)
    if (this.#steps.length > stepsMax) this.drop()
  }

  /** Ignores all answers that are still being loaded. */
  drop(): void {
    this.#steps = []
    this.#generation++
  }

  /**
   * @param apply gets the answer and the events that arrived since it was asked for, in order. It is called in the same
   * microtask in which the answer arrived here: an event that came in between would be lost.
   * @returns false when the answer was ignored
   * @throws what `call` throws
   */
  async during<T>(
    call: () => Promise<T | null>,
    apply: (answer: T, steps: readonly Delta[]) => void,
  ): Promise<boolean> {
    const generation = this.#generation
    const from = this.#steps.length
    this.#count++
    try {
      const answer = await call()
      if (answer === null || generation !== this.#generation) return false
      apply(answer, this.#steps.slice(from))
      return true
    } finally {
      this.#count--
      if (this.#count === 0) this.#steps = []
    }
  }
}
