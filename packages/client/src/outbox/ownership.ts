import { uuid } from '../uuid.ts'

/**
 * Tells whose unsent messages are whose when several tabs share a storage. A tab holds a lock with its name for as
 * long as it lives; whoever gets the lock of another one knows that it is gone and takes over what it left.
 * Without the Web Locks API everybody takes over everything at once, which is harmless: a `clientId` sent twice makes one message.
 */
export class Ownership {
  readonly name: string = uuid()
  readonly #locks: LockManager | null
  readonly #waitedFor = new Set<string>()
  #held: AbortController | null = null

  constructor(locks: LockManager | null = locksOfThisBrowser()) {
    this.#locks = locks
  }

  /** Holds the name until `end`, or until the browser ends the page. */
  begin(): void {
    if (this.#held) return
    this.#held = new AbortController()
    const { signal } = this.#held
    this.#request(this.name, () => new Promise((resolve) => signal.addEventListener('abort', resolve)))
  }

  /** Calls back once when the other owner is gone: at once, later, or never. */
  whenGone(owner: string, takeOver: () => void): void {
    if (owner === this.name || this.#waitedFor.has(owner)) return
    this.#waitedFor.add(owner)
    if (!this.#locks) {
      takeOver()
      return
    }
    this.#request(owner, async () => {
      this.#waitedFor.delete(owner)
      takeOver()
    })
  }

  end(): void {
    this.#held?.abort()
    this.#held = null
    this.#waitedFor.clear()
  }

  #request(owner: string, held: () => Promise<unknown>): void {
    const options = this.#held ? { signal: this.#held.signal } : {}
    // Rejects when `end` comes first, or where locks are forbidden (opaque origins): then nobody takes over.
    this.#locks?.request(`chime.outbox.${owner}`, options, held).catch(() => {})
  }
}

function locksOfThisBrowser(): LockManager | null {
  // Not in Node 24, which has `navigator.locks` as well: there the storage belongs to one process.
  return typeof window !== 'undefined' && 'locks' in navigator ? navigator.locks : null
}
