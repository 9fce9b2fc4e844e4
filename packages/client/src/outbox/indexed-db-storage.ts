import { Database, read, write } from '../indexed-db.ts'
import { isEntry, type OutboxEntry, type OutboxStorage } from './storage.ts'
import { webStorage } from './web-storage.ts'

/**
 * Keeps unsent messages in IndexedDB. They survive a crash of the page and of the browser.
 *
 * Until the database is open, and where it cannot be opened or is full, they are kept in `localStorage`, so that each
 * write begins in the task of the send. What is found there, also of versions of this client that know nothing else, is
 * taken over when its message is next written.
 */
export function indexedDbStorage(): OutboxStorage {
  return new IndexedDbStorage(localStorageIfAllowed())
}

type Local = ReturnType<typeof webStorage>
/** @param entry null: to be removed */
type Change = { userId: string; clientId: string; entry: OutboxEntry | null }

class IndexedDbStorage implements OutboxStorage {
  readonly #local: Local | null
  /** What changed while the database was closed. */
  readonly #changes = new Map<string, Change>()
  readonly #database = new Database('chime.outbox', {
    opened: (db) => this.#catchUp(db),
    failed: () => this.#changes.clear(),
  })

  constructor(local: Local | null) {
    this.#local = local
  }

  async load(userId: string): Promise<OutboxEntry[]> {
    const db = await this.#database.open()
    const stored = db ? await read(db, (store) => store.getAll(rangeOf(userId))).catch(() => []) : []
    const entries = [...(this.#local?.load(userId) ?? []), ...stored.filter(isEntry)]
    // Of two with the same id the one in the database is newer.
    return [...new Map(entries.map((entry) => [entry.clientId, entry])).values()]
  }

  save(userId: string, entry: OutboxEntry): Promise<void> {
    const change = { userId, clientId: entry.clientId, entry }
    const db = this.#database.current
    return db ? this.#change(db, change) : this.#changeLater(change)
  }

  remove(userId: string, clientId: string): Promise<void> {
    const change = { userId, clientId, entry: null }
    const db = this.#database.current
    return db ? this.#change(db, change) : this.#changeLater(change)
  }

  async #change(db: IDBDatabase, change: Change): Promise<void> {
    const { userId, clientId, entry } = change
    try {
      const key = [userId, clientId]
      const written = write(db, (store) => (entry ? store.put(entry, key) : store.delete(key)))
      if (!entry) this.#local?.remove(userId, clientId)
      await written
      if (entry) this.#local?.remove(userId, clientId)
    } catch (error) {
      if (!entry || !this.#local) throw error
      this.#local.save(userId, entry)
    }
  }

  async #changeLater(change: Change): Promise<void> {
    const { userId, clientId, entry } = change
    this.#changes.set(`${userId} ${clientId}`, change)
    const opened = this.#database.open()
    try {
      if (entry) {
        if (!this.#local) throw new Error('The browser allows no storage')
        this.#local.save(userId, entry)
      } else this.#local?.remove(userId, clientId)
    } catch (error) {
      if (!(await opened)) throw error
    }
  }

  #catchUp(db: IDBDatabase): void {
    const changes = [...this.#changes.values()]
    this.#changes.clear()
    // What fails here is still in `localStorage` or in memory.
    for (const change of changes) this.#change(db, change).catch(() => {})
  }
}

/** All keys that begin with this user's id: an array is sorted after every text. */
const rangeOf = (userId: string) => IDBKeyRange.bound([userId], [userId, []])

function localStorageIfAllowed(): Local | null {
  try {
    return webStorage(localStorage)
  } catch {
    // Forbidden, for example because this page may not store cookies; or there is none, as in workers.
    return null
  }
}
