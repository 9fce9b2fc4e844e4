/**
 * A value that changes. It fits React's `useSyncExternalStore`: `get` returns the same object until something has
 * changed.
 */
export interface Readable<T> {
  get(): T
  /** Calls `listener` after each change, at most once per batch. Returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void
}

interface Source {
  notify(): void
}

/**
 * Groups changes. Listeners run once, after all changes of the batch were applied. So nobody sees half-applied events,
 * and a page renders once per batch.
 */
export class Batch {
  #depth = 0
  #changed = new Set<Source>()
  #after: (() => void)[] = []

  run<T>(work: () => T): T {
    this.#depth++
    try {
      return work()
    } finally {
      this.#depth--
      if (this.#depth === 0) this.#flush()
    }
  }

  /** @internal */
  changed(source: Source): void {
    this.#changed.add(source)
    if (this.#depth === 0) this.#flush()
  }

  /** Runs `work` at the end of the batch, after the listeners. */
  after(work: () => void): void {
    this.#after.push(work)
    if (this.#depth === 0) this.#flush()
  }

  #flush(): void {
    while (this.#changed.size > 0 || this.#after.length > 0) {
      const changed = this.#changed
      const after = this.#after
      this.#changed = new Set()
      this.#after = []
      for (const source of changed) source.notify()
      for (const work of after) callSafely(work)
    }
  }
}

/**
 * Calls code of the application. If it throws, the error is reported as an uncaught error and the other listeners still
 * run.
 */
export function callSafely(work: () => void): void {
  try {
    work()
  } catch (error) {
    setTimeout(() => {
      throw error
    })
  }
}

class Listeners implements Source {
  readonly #listeners = new Set<() => void>()

  get size(): number {
    return this.#listeners.size
  }

  add(listener: () => void): () => void {
    // Wrapped, so that a function that is subscribed twice makes two subscriptions.
    const own = () => listener()
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  notify(): void {
    for (const listener of [...this.#listeners]) callSafely(listener)
  }
}

/** A value that is set from outside. */
export class Cell<T> implements Readable<T> {
  #value: T
  readonly #batch: Batch
  readonly #listeners = new Listeners()

  constructor(batch: Batch, value: T) {
    this.#batch = batch
    this.#value = value
  }

  get(): T {
    return this.#value
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    this.#batch.changed(this.#listeners)
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }
}

/**
 * A value that is computed when somebody asks for it. Whatever it depends on has to call `invalidate` when it changes.
 */
export class Derived<T> implements Readable<T> {
  readonly #batch: Batch
  readonly #compute: () => T
  readonly #watched: (() => () => void) | undefined
  readonly #listeners = new Listeners()
  #cached: { value: T } | null = null
  #unwatch: (() => void) | null = null

  /**
   * @param watched called when the first listener comes; the function that it returns is called when the last one goes
   */
  constructor(batch: Batch, compute: () => T, watched?: () => () => void) {
    this.#batch = batch
    this.#compute = compute
    this.#watched = watched
  }

  get(): T {
    this.#cached ??= { value: this.#compute() }
    return this.#cached.value
  }

  invalidate(): void {
    this.#cached = null
    if (this.#listeners.size > 0) this.#batch.changed(this.#listeners)
  }

  subscribe(listener: () => void): () => void {
    const end = this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#unwatch = this.#watched?.() ?? null
    return () => {
      end()
      if (this.#listeners.size > 0) return
      this.#unwatch?.()
      this.#unwatch = null
    }
  }
}
