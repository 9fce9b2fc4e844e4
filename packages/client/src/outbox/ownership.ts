import { uuid } from '../uuid.ts'

/**
 * Decides which of several tabs sends the unsent messages in their common storage. Each tab holds a lock with its own
 * name for as long as it lives. Whoever gets the lock of another tab knows that this tab is gone, and takes over its
 * messages. Without the Web Locks API each tab takes over everything at once. That is harmless, because the server
 * makes one message of the same `clientId`, however often it is sent.
 */
export class Ownership {
  readonly name: string = uuid()
  readonly #locks: LockManager | null
  readonly #waitedFor = new Set<string>()
  #lock: AbortController | null = null

  constructor(locks: LockManager | null = locksOfThisBrowser()) {
    this.#locks = locks
  }

  /** Holds this tab's lock until `end`, or until the browser closes the page. */
  begin(): void {
    if (this.#lock) return
    this.#lock = new AbortController()
    const { signal } = this.#lock
    void this.#request(this.name, { signal }, () => new Promise((resolve) => signal.addEventListener('abort', resolve)))
  }

  /**
   * Calls back once when the other owner is gone. That may be at once, later or never. Nobody else is called back for
   * this owner before `takeOver` has ended.
   *
   * @returns resolves when the other owner is known to live, or when `takeOver` has ended. Never rejects
   */
  async whenGone(owner: string, takeOver: () => Promise<void>): Promise<void> {
    if (!this.#lock || owner === this.name || this.#waitedFor.has(owner)) return
    if (!this.#locks) return takeOver()
    const { signal } = this.#lock
    this.#waitedFor.add(owner)
    const take = async () => {
      if (signal.aborted) return
      this.#waitedFor.delete(owner)
      await takeOver()
    }
    let isHeld = false
    await this.#request(owner, { ifAvailable: true }, async (lock) => {
      isHeld = lock === null
      if (lock) await take()
    })
    if (isHeld && !signal.aborted) void this.#request(owner, { signal }, take)
  }

  end(): void {
    this.#lock?.abort()
    this.#lock = null
    this.#waitedFor.clear()
  }

  async #request(owner: string, options: LockOptions, whileHeld: LockGrantedCallback<unknown>): Promise<void> {
    try {
      await this.#locks?.request(`chime.outbox.${owner}`, options, whileHeld)
    } catch {
      // `end` came first. Or locks are forbidden (opaque origins): then nothing is taken over.
    }
  }
}

function locksOfThisBrowser(): LockManager | null {
  // Node 24 has `navigator.locks` too, but there the storage belongs to one process.
  return typeof window !== 'undefined' && 'locks' in navigator ? navigator.locks : null
}
