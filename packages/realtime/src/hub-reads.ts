import type { Publication, Topic } from './bus.ts'
import type { Source } from './hub.ts'
import type { HubLimits } from './hub-limits.ts'

/**
 * The hub's way to the source: the same `changes` are read once for all who ask while the read runs, only so many at
 * a time, and nothing waits for ever. All of them reject when the source does.
 */
export class Reads {
  readonly #source: Source
  readonly #limits: HubLimits
  readonly #changes = new Map<string, Promise<Publication | null>>()
  readonly #queue: (() => void)[] = []
  #running = 0

  constructor(source: Source, limits: HubLimits) {
    this.#source = source
    this.#limits = limits
  }

  /** How many reads of changes run or wait. */
  get size(): number {
    return this.#changes.size
  }

  heads(topics: readonly Topic[]): Promise<Map<Topic, number>> {
    return this.#bounded(() => this.#source.heads(topics))
  }

  endedSessions(sessionIds: readonly string[]): Promise<string[]> {
    return this.#bounded(() => this.#source.endedSessions(sessionIds))
  }

  /** May be the answer to a question that was asked a moment before, and then not know the very newest. */
  changes(topic: Topic, since: number): Promise<Publication | null> {
    const key = `${topic} ${since}`
    const known = this.#changes.get(key)
    if (known !== undefined) return known
    const read = this.#oneOfFew(() => this.#bounded(() => this.#source.changes(topic, since))).finally(() =>
      this.#changes.delete(key),
    )
    this.#changes.set(key, read)
    return read
  }

  async #oneOfFew<T>(read: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limits.repairs) await new Promise<void>((go) => this.#queue.push(go))
    else this.#running += 1
    try {
      return await read()
    } finally {
      // The place is handed on, not given back: nobody who comes in between can take it.
      const next = this.#queue.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }

  async #bounded<T>(read: () => Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('The source did not answer in time')), this.#limits.readMs)
    try {
      return await Promise.race([read(), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}
