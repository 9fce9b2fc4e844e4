import type { Attachment, Reason } from '@chime/protocol'

/** A message that the server has not acknowledged. Plain JSON: this is what a storage keeps. */
export type OutboxEntry = {
  /** Minted once and kept over every retry and reload: the server makes one message of it, however often it is sent. */
  clientId: string
  channelId: string
  content: string
  metadata?: Record<string, string>
  replyTo?: number
  attachmentIds?: string[]
  /** Those of them that are known, to show them. */
  attachments?: Attachment[]
  /** Its files are still on their way: it waits for them. */
  isHeld?: boolean
  createdAt: string
  /** Ascending in the order of writing. */
  order: number
  /** Names the tab or process that sends it. */
  owner: string
  /** Set when the server refused it, or trying was given up. */
  failed: { error: string; reason: Reason | null; retryable: boolean } | null
}

/**
 * Where unsent messages survive a reload. One record per entry, so that several tabs never overwrite each other's.
 * Methods may throw (a full or forbidden storage): the entry then lives in memory only.
 */
export interface OutboxStorage {
  load(userId: string): OutboxEntry[]
  save(userId: string, entry: OutboxEntry): void
  remove(userId: string, clientId: string): void
}

/** Keeps entries for as long as the process lives, or as the object is handed on. */
export function memoryStorage(): OutboxStorage {
  const held = new Map<string, string>()
  return storageOn({
    keys: () => [...held.keys()],
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => held.set(key, value),
    removeItem: (key) => held.delete(key),
  })
}

/** Keeps entries in the browser. Another login on the same browser neither sees nor sends them. */
export function browserStorage(storage: Storage): OutboxStorage {
  return storageOn({
    keys: () => Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? ''),
    getItem: (key) => storage.getItem(key),
    setItem: (key, value) => storage.setItem(key, value),
    removeItem: (key) => storage.removeItem(key),
  })
}

/** `localStorage` in a browser that allows it, else memory. */
export function defaultStorage(): OutboxStorage {
  try {
    // Node has the global too, but warns or throws when it is touched.
    if (typeof window !== 'undefined' && window.localStorage) return browserStorage(window.localStorage)
  } catch {
    // Forbidden: cookies are blocked for this page.
  }
  return memoryStorage()
}

type KeyValue = {
  keys(): string[]
  getItem(key: string): string | null
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
}

function storageOn(store: KeyValue): OutboxStorage {
  const prefix = (userId: string) => `chime.outbox.${userId}.`
  return {
    load(userId) {
      return store
        .keys()
        .filter((key) => key.startsWith(prefix(userId)))
        .flatMap((key) => parse(store.getItem(key)) ?? [])
        .sort((a, b) => a.order - b.order)
    },
    save(userId, entry) {
      store.setItem(prefix(userId) + entry.clientId, JSON.stringify(entry))
    },
    remove(userId, clientId) {
      store.removeItem(prefix(userId) + clientId)
    },
  }
}

/** Null for what is no entry: the storage is open to every script and every older version of this one. */
function parse(json: string | null): OutboxEntry | null {
  try {
    const value: unknown = JSON.parse(json ?? '')
    return isEntry(value) ? value : null
  } catch {
    return null
  }
}

function isEntry(value: unknown): value is OutboxEntry {
  if (typeof value !== 'object' || value === null) return false
  const texts = ['clientId', 'channelId', 'content', 'createdAt', 'owner']
  if (!texts.every((name) => typeof Reflect.get(value, name) === 'string')) return false
  if (typeof Reflect.get(value, 'order') !== 'number') return false
  const failed: unknown = Reflect.get(value, 'failed')
  return failed === null || (typeof failed === 'object' && typeof Reflect.get(failed, 'error') === 'string')
}
