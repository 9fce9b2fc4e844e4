import { Database, read, write } from '../indexed-db.ts'
import type { ViewCache } from './view-cache.ts'

/**
 * Keeps the last view in IndexedDB. Where that is forbidden, nothing is kept.
 *
 * @param name tells several servers on one page apart
 */
export function indexedDbCache(name: string): ViewCache {
  const database = new Database(`chime.view ${name}`, { opened() {}, failed() {} })
  return {
    async read(key) {
      const db = await database.open()
      return db ? read(db, (store) => store.get(key)) : null
    },
    async write(changes) {
      const db = database.current ?? (await database.open())
      if (!db) return
      await write(db, (store) => {
        for (const [key, value] of Object.entries(changes)) {
          if (value === null) store.delete(key)
          else store.put(value, key)
        }
      })
    },
    async clear() {
      const db = database.current ?? (await database.open())
      if (db) await write(db, (store) => store.clear())
    },
  }
}

/** IndexedDB in a browser, else none. */
export function defaultCache(name: string): ViewCache | null {
  return typeof indexedDB === 'undefined' ? null : indexedDbCache(name)
}
