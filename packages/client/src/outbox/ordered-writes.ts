import type { Awaitable } from '../awaitable.ts'

/**
 * Begins each write at once, unless an earlier one with the same key is still under way: then it follows, so that none
 * overtakes another.
 */
export class OrderedWrites {
  readonly #last = new Map<string, Promise<void>>()

  /** @param failed called when the write throws or rejects; the next one runs all the same */
  begin(key: string, write: () => Awaitable<void>, failed: (error: unknown) => void): void {
    const before = this.#last.get(key)
    let running: Awaitable<void>
    try {
      running = before ? before.then(write) : write()
    } catch (error) {
      failed(error)
      return
    }
    if (!running) return
    const done = Promise.resolve(running)
      .catch(failed)
      .then(() => {
        if (this.#last.get(key) === done) this.#last.delete(key)
      })
    this.#last.set(key, done)
  }

  /** Resolves when all writes that have begun are over. Never rejects. */
  async ended(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values())
  }
}
