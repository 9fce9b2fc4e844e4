/** Too much work waits already, of this person or in all. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull'
}

export type QueueLimits = {
  /** How many pieces of work run at a time, and how many of those may be of one person. */
  running: number
  runningOfOne: number
  /** How many may wait, and how many of those may be of one person. What is more is refused. */
  waiting: number
  waitingOfOne: number
}

/**
 * Runs work of many people, a few pieces at a time. Those who wait take turns: whoever has much to be done waits for their own
 * work, and others wait for one piece of it at most.
 */
export class FairQueue {
  readonly #limits: QueueLimits
  /** Who waits, in the order of their turns, and how to begin each of their pieces. Nobody is in here without one. */
  readonly #turns = new Map<string, (() => void)[]>()
  readonly #running = new Map<string, number>()
  #runningCount = 0
  #waitingCount = 0

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get waiting(): number {
    return this.#waitingCount
  }

  /**
   * @throws QueueFull before `work` has begun
   * @throws what `work` throws
   */
  async run<T>(person: string, work: () => Promise<T>): Promise<T> {
    await this.#turn(person)
    try {
      return await work()
    } finally {
      this.#end(person)
    }
  }

  #turn(person: string): Promise<void> {
    const own = this.#turns.get(person) ?? []
    const { waiting, waitingOfOne } = this.#limits
    if (this.#waitingCount >= waiting || own.length >= waitingOfOne) {
      return Promise.reject(new QueueFull('Too much is waiting'))
    }
    return new Promise((resolve) => {
      own.push(resolve)
      this.#turns.set(person, own)
      this.#waitingCount++
      this.#begin()
    })
  }

  /** Begins what may begin. Whoever begins a piece goes behind all others that wait. */
  #begin(): void {
    for (const [person, [first, ...others]] of this.#turns) {
      if (this.#runningCount >= this.#limits.running) return
      const own = this.#running.get(person) ?? 0
      if (first === undefined || own >= this.#limits.runningOfOne) continue
      this.#turns.delete(person)
      if (others.length > 0) this.#turns.set(person, others)
      this.#running.set(person, own + 1)
      this.#runningCount++
      this.#waitingCount--
      first()
    }
  }

  #end(person: string): void {
    const own = (this.#running.get(person) ?? 1) - 1
    if (own > 0) this.#running.set(person, own)
    else this.#running.delete(person)
    this.#runningCount--
    this.#begin()
  }
}
