export type LeadershipListener = {
  elected(): void
  /** Another tab took the lead away, because this one did not answer. */
  deposed(): void
  /** This page may not use locks. */
  unavailable(): void
}

/**
 * Who leads a group of tabs: the one that holds its lock. The browser gives the lock to the next tab as soon as the
 * leader gives it back, closes or crashes.
 */
export class Leadership {
  readonly #locks: LockManager
  readonly #name: string
  readonly #listener: LeadershipListener
  #term = new AbortController()

  constructor(locks: LockManager, name: string, listener: LeadershipListener) {
    this.#locks = locks
    this.#name = name
    this.#listener = listener
  }

  /** Leads as soon as no other tab does. Resolves when it is known who leads now, or when this tab resigns. */
  seek(): Promise<void> {
    return new Promise((known) => {
      this.#term.signal.addEventListener('abort', () => known())
      this.#request({ ifAvailable: true }, known, () => {
        known()
        this.#request({ signal: this.#term.signal }, () => {})
      })
    })
  }

  /** Takes the lead from a tab that does not answer. Browsers may stop a hidden page and leave it its locks. */
  steal(): void {
    this.resign()
    this.#request({ steal: true }, () => {})
  }

  /** Gives the lead back, or stops waiting for it. */
  resign(): void {
    this.#term.abort()
    this.#term = new AbortController()
  }

  #request(options: LockOptions, elected: () => void, taken?: () => void): void {
    const { signal } = this.#term
    this.#locks
      .request(this.#name, options, (lock) => {
        if (signal.aborted) return
        if (!lock) {
          taken?.()
          return
        }
        this.#listener.elected()
        elected()
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      })
      .catch((error: unknown) => {
        if (signal.aborted) return
        if (error instanceof Error && error.name === 'AbortError') this.#listener.deposed()
        else this.#listener.unavailable()
        elected()
      })
  }
}
