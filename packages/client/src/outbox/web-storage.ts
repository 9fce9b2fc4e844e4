import { type OutboxEntry, type OutboxStorage, parseEntry } from './storage.ts'

/** What is used of the browser's `Storage`. */
export interface WebStorage {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/**
 * Keeps unsent messages in a `Storage` of the browser: `webStorage(localStorage)`. Another user on the same browser
 * neither sees nor sends them. What was just written may be lost when the whole browser crashes, since it writes to the
 * disk only every few seconds.
 */
export function webStorage(storage: WebStorage) {
  const prefix = (userId: string) => `chime.outbox.${userId}.`
  return {
    load(userId: string): OutboxEntry[] {
      return Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '')
        .filter((key) => key.startsWith(prefix(userId)))
        .flatMap((key) => parseEntry(storage.getItem(key)) ?? [])
    },
    save(userId: string, entry: OutboxEntry): void {
      storage.setItem(prefix(userId) + entry.clientId, JSON.stringify(entry))
    },
    remove(userId: string, clientId: string): void {
      storage.removeItem(prefix(userId) + clientId)
    },
  } satisfies OutboxStorage
}
