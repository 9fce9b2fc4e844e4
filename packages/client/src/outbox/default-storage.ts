import { indexedDbStorage } from './indexed-db-storage.ts'
import { memoryStorage } from './memory-storage.ts'
import type { OutboxStorage } from './storage.ts'

/** IndexedDB in a browser, else memory. */
export function defaultStorage(): OutboxStorage {
  return typeof indexedDB === 'undefined' ? memoryStorage() : indexedDbStorage()
}
