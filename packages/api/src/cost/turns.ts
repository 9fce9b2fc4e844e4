type Line = { running: number; waiting: (() => void)[] }

/** Lets so many pieces of work with the same key run at a time. The others wait, in their order. */
export class Turns {
  readonly #runningMax: number
  readonly #waitingMax: number
  readonly #lines = new Map<string, Line>()

  constructor({ runningMax, waitingMax }: { runningMax: number; waitingMax: number }) {
    this.#runningMax = runningMax
    this.#waitingMax = waitingMax
  }

  /** @returns false when too many wait already. If true, call `end` when the work has ended */
  async begin(key: string): Promise<boolean> {
    const line = this.#lines.get(key) ?? { running: 0, waiting: [] }
    this.#lines.set(key, line)
    if (line.running < this.#runningMax) {
      line.running++
      return true
    }
    if (line.waiting.length >= this.#waitingMax) return false
    // Whoever ends hands its turn over, so `running` stays as it is.
    await new Promise<void>((resolve) => line.waiting.push(resolve))
    return true
  }

  end(key: string): void {
    const line = this.#lines.get(key)
    const next = line?.waiting.shift()
    if (next) next()
    else if (line && --line.running === 0) this.#lines.delete(key)
  }
}
