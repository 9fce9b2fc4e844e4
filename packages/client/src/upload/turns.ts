/** How many files are sent at a time. More would only make each of them slower. */
const atOnceMax = 3

/** Limits how many files a client sends at a time. */
export class Turns {
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** Does the work when it is its turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < atOnceMax) this.#running++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}
