/** A value that changes. Fits React's `useSyncExternalStore`: `get` returns the same object until something changed. */
export interface Readable<T> {
  get(): T
  /** Calls back after each change, at most once per batch of events. Returns what ends it. */
  subscribe(listener: () => void): () => void
}

interface Source {
  notify(): void
}

/**
 * Gathers what changes in one go. Listeners run once, after all of it was applied, so nobody sees a batch of events
 * half applied and a page renders once per batch.
 */
export class Turn {
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

  /** Runs `work` at the end of the turn, after the listeners. */
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

/** Calls foreign code. What it throws becomes an uncaught error of its own and disturbs nobody else. */
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
    // Wrapped, so that one function subscribed twice is two subscriptions.
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

/** A value that is set. */
export class Cell<T> implements Readable<T> {
  #value: T
  readonly #turn: Turn
  readonly #listeners = new Listeners()

  constructor(turn: Turn, value: T) {
    this.#turn = turn
    this.#value = value
  }

  get(): T {
    return this.#value
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    this.#turn.changed(this.#listeners)
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }
}

/** A value that is worked out when somebody asks, from things that call `invalidate` when they change. */
export class Derived<T> implements Readable<T> {
  readonly #turn: Turn
  readonly #compute: () => T
  readonly #watched: (() => () => void) | undefined
  readonly #listeners = new Listeners()
  #held: { value: T } | null = null
  #unwatch: (() => void) | null = null

  /** @param watched called when the first listener comes; what it returns, when the last one goes */
  constructor(turn: Turn, compute: () => T, watched?: () => () => void) {
    this.#turn = turn
    this.#compute = compute
    this.#watched = watched
  }

  get(): T {
    this.#held ??= { value: this.#compute() }
    return this.#held.value
  }

  invalidate(): void {
    this.#held = null
    if (this.#listeners.size > 0) this.#turn.changed(this.#listeners)
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
