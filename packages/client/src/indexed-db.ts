import { within } from './deadline.ts'

/** How long to wait for a database that does not open: another tab may hold up an upgrade, and browsers have bugs. */
const openTimeoutMs = 2_000

type Ports = {
  /** The database is open. What was to be written meanwhile can be written now, before anything else. */
  opened(db: IDBDatabase): void
  /** It could not be opened, for example because the browser forbids it or a newer version of it exists. */
  failed(): void
}

/**
 * One database with one object store, which has no keys of its own. Never in the way of other tabs: it is closed when
 * another version of the app wants to change it, and opened again when it is next needed.
 */
export class Database {
  readonly #name: string
  readonly #ports: Ports
  #db: IDBDatabase | null = null
  #opening: Promise<IDBDatabase | null> | null = null

  constructor(name: string, ports: Ports) {
    this.#name = name
    this.#ports = ports
  }

  /** Null: not open now. */
  get current(): IDBDatabase | null {
    return this.#db
  }

  /** Null when it cannot be opened or when that takes too long; it may then open later. Never rejects. */
  open(): Promise<IDBDatabase | null> {
    if (this.#db) return Promise.resolve(this.#db)
    this.#opening ??= this.#open()
    return within(openTimeoutMs, this.#opening)
  }

  async #open(): Promise<IDBDatabase | null> {
    try {
      const request = indexedDB.open(this.#name, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(storeName)
      const db = await resultOf(request)
      const closed = () => {
        if (this.#db === db) this.#db = null
      }
      db.onclose = closed
      db.onversionchange = () => {
        db.close()
        closed()
      }
      this.#db = db
      this.#ports.opened(db)
      return db
    } catch {
      this.#ports.failed()
      return null
    } finally {
      this.#opening = null
    }
  }
}

const storeName = 'values'

/** Reads with one request. @throws what the database says, also when it is closed */
export function read<T>(db: IDBDatabase, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = db.transaction(storeName)
  const result = resultOf(work(transaction.objectStore(storeName)))
  // Writes wait for it, and the browser would end it only after the task that gets the result.
  transaction.commit()
  return result
}

/**
 * Makes changes, all or none. They are handed over to the browser within this call, so that they are made even if the
 * page crashes right after.
 *
 * @throws what the database says, for example that the disk is full
 */
export async function write(db: IDBDatabase, work: (store: IDBObjectStore) => void): Promise<void> {
  const transaction = db.transaction(storeName, 'readwrite')
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The browser did not write'))
  })
  work(transaction.objectStore(storeName))
  transaction.commit()
  return done
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
