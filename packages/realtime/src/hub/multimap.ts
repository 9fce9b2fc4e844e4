/** A map with a set of values per key. */
export class Multimap<T> {
  readonly #sets = new Map<string, Set<T>>()
  /** How many values there are, under all keys. */
  size = 0

  get(key: string): Iterable<T> {
    return this.#sets.get(key) ?? []
  }

  keys(): string[] {
    return [...this.#sets.keys()]
  }

  all(): T[] {
    return [...this.#sets.values()].flatMap((set) => [...set])
  }

  add(key: string, value: T): void {
    const set = this.#sets.get(key)
    if (set === undefined) this.#sets.set(key, new Set([value]))
    else set.add(value)
    this.size += 1
  }

  delete(key: string, value: T): void {
    const set = this.#sets.get(key)
    if (set?.delete(value) !== true) return
    this.size -= 1
    if (set.size === 0) this.#sets.delete(key)
  }
}
