import { indexedDbCache } from '../../../src/cache/indexed-db-cache.ts'
import { createChime } from '../../../src/create-chime.ts'
import { defaultStorage } from '../../../src/outbox/default-storage.ts'
import { Outbox } from '../../../src/outbox/outbox.ts'
import { webStorage } from '../../../src/outbox/web-storage.ts'
import { Batch } from '../../../src/readable.ts'
import type { ChimeOptions } from '../../../src/types.ts'
import { cacheContract } from '../../cache/cache-contract.ts'
import { message } from '../../model/rows.ts'
import { newEntry, storageContract } from '../../outbox/storage-contract.ts'

const storages = { default: defaultStorage, local: () => webStorage(localStorage) }

/** What the tests use in the page. */
const lab = {
  storages,
  newEntry,
  contract: (storage: keyof typeof storages, name: string) => storageContract[name]?.(storages[storage]),

  cacheContract: (name: string) => cacheContract[name]?.(indexedDbCache),

  /** A client as an app has it. */
  connect(options: ChimeOptions) {
    const chime = createChime(options)
    chime.connect()
    return chime
  },

  /** How many records the client keeps of the last view. */
  async keptRecords(url: string) {
    const db = await opened(indexedDB.open(`chime.view ${url}`))
    const count = await opened(db.transaction('values').objectStore('values').count())
    db.close()
    return count
  },

  /** What is stored, read without the client's own code. */
  contents: {
    local: (userId: string) => Object.keys(localStorage).filter((key) => key.startsWith(`chime.outbox.${userId}.`)),
    async database(userId: string) {
      const db = await opened(indexedDB.open('chime.outbox'))
      const keys = await opened(db.transaction('values').objectStore('values').getAllKeys())
      db.close()
      return keys.filter((key) => Array.isArray(key) && key[0] === userId).map(String)
    },
  },

  isForbidden() {
    try {
      return localStorage === null
    } catch {
      return true
    }
  },

  fillLocalStorage() {
    for (let size = 1_000_000; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (let i = 0; ; i++) localStorage.setItem(`fill ${size} ${i}`, 'x'.repeat(size))
      } catch {
        // Full for values of this size.
      }
    }
  },

  /** Opens the database as a newer version of this client would. */
  async upgrade() {
    const db = await opened(indexedDB.open('chime.outbox', 2))
    db.close()
  },

  /** Keeps the database open while it is to be deleted, so that nobody else can open it. */
  async holdUp() {
    await opened(indexedDB.open('chime.outbox', 1))
    indexedDB.deleteDatabase('chime.outbox')
  },

  /** An outbox whose messages are "sent" while `isOnline`. */
  outbox(userId: string) {
    const sent: string[] = []
    const warnings: string[] = []
    const network = { isOnline: false }
    const storage = defaultStorage()
    const outbox = new Outbox(
      {
        async send(entry) {
          sent.push(entry.content)
          return message(sent.length, sent.length, { ...entry, userId })
        },
        online: () => network.isOnline,
        changed: () => {},
        acknowledged: () => {},
        discarded: () => {},
        retryUploads: () => {},
        warn: (_, text) => warnings.push(text),
      },
      new Batch(),
      storage,
    )
    outbox.bind(userId)
    return { outbox, network, sent, warnings, storage }
  },
}

type Lab = typeof lab

declare global {
  interface Window {
    lab: Lab
    opened: ReturnType<Lab['outbox']>
    chime: ReturnType<Lab['connect']>
  }
}

function opened<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

window.lab = lab
