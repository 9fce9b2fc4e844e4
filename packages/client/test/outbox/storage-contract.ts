import type { OutboxEntry, OutboxStorage } from '../../src/outbox/storage.ts'
import { uuid } from '../../src/uuid.ts'

/** Opens the same storage once more, as another page or process does. */
export type OpenStorage = () => OutboxStorage

let written = 0

/** An entry that was written after all earlier ones. */
export function newEntry(over: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    clientId: uuid(),
    channelId: uuid(),
    content: `text ${++written}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    order: written,
    owner: uuid(),
    failed: null,
    ...over,
  }
}

/**
 * What every storage of the outbox has to do, by name. The functions use no test runner, because they also run in a
 * page. They throw when it does not do it.
 */
export const storageContract: Record<string, (open: OpenStorage) => Promise<void>> = {
  async 'what was saved is loaded by the next page, as it was'(open) {
    const [ada, storage] = [uuid(), open()]
    const plain = newEntry({ content: 'Grüße, "quoted" 👩‍🚀\n\u2028' })
    const full = newEntry({
      metadata: { key: 'value' },
      replyTo: 7,
      attachmentIds: ['a', 'b'],
      attachments: [{ id: 'a', name: 'a.txt', type: 'text/plain', size: 1, width: null, height: null, preview: null }],
      isHeld: true,
      failed: { error: 'No', reason: 'FORBIDDEN', retryable: true },
    })
    await storage.save(ada, plain)
    await storage.save(ada, full)
    expectSame(await loaded(open(), ada), [plain, full])
  },

  async 'who was never seen has nothing'(open) {
    expectSame(await loaded(open(), uuid()), [])
  },

  async 'an entry that is saved again is replaced'(open) {
    const [ada, storage] = [uuid(), open()]
    const entry = newEntry()
    const failed = { ...entry, failed: { error: 'No', reason: null, retryable: false } }
    await storage.save(ada, entry)
    await storage.save(ada, failed)
    expectSame(await loaded(open(), ada), [failed])
  },

  async 'what was removed is gone, and removing it once more does nothing'(open) {
    const [ada, storage] = [uuid(), open()]
    const [gone, stays] = [newEntry(), newEntry()]
    await storage.save(ada, gone)
    await storage.save(ada, stays)
    await storage.remove(ada, gone.clientId)
    await storage.remove(ada, gone.clientId)
    await storage.remove(uuid(), uuid())
    expectSame(await loaded(open(), ada), [stays])
  },

  async 'nobody sees or removes what belongs to another user'(open) {
    const storage = open()
    // The last id begins like the first one.
    const ada = uuid()
    const users = [ada, uuid(), `${ada}x`]
    const entries = users.map(() => newEntry({ clientId: 'the same' }))
    for (const [i, entry] of entries.entries()) await storage.save(users[i] ?? '', entry)
    for (const [i, entry] of entries.entries()) expectSame(await loaded(open(), users[i] ?? ''), [entry])
    await storage.remove(ada, 'the same')
    expectSame(await loaded(open(), ada), [])
    for (const i of [1, 2]) expectSame(await loaded(open(), users[i] ?? ''), [entries[i]])
  },

  async 'ids may contain anything'(open) {
    const ids = ['../../x', '..', '.', '/etc/passwd', 'a/b', 'a b', 'ä', 'CON', 'x'.repeat(50)]
    const ada = `../${uuid()}`
    const entries = ids.map((clientId) => newEntry({ clientId }))
    for (const entry of entries) await open().save(ada, entry)
    expectSame(await loaded(open(), ada), entries)
    for (const clientId of ids) await open().remove(ada, clientId)
    expectSame(await loaded(open(), ada), [])
  },

  async 'two that are open at the same time lose nothing of each other'(open) {
    const ada = uuid()
    const [first, second] = [open(), open()]
    const entries = Array.from({ length: 40 }, () => newEntry())
    await Promise.all(entries.map((entry, i) => (i % 2 ? first : second).save(ada, entry)))
    expectSame(await loaded(open(), ada), entries)
    await Promise.all(entries.slice(1).map(({ clientId }, i) => (i % 2 ? first : second).remove(ada, clientId)))
    expectSame(await loaded(open(), ada), entries.slice(0, 1))
  },

  async 'a thousand long messages, written without waiting, are all there'(open) {
    const [ada, storage] = [uuid(), open()]
    const entries = Array.from({ length: 1_000 }, () => newEntry({ content: 'long '.repeat(400) }))
    await Promise.all(entries.map((entry) => storage.save(ada, entry)))
    expectSame(await loaded(open(), ada), entries)
    await Promise.all(entries.map(({ clientId }) => storage.remove(ada, clientId)))
    expectSame(await loaded(open(), ada), [])
  },
}

async function loaded(storage: OutboxStorage, userId: string): Promise<OutboxEntry[]> {
  return [...(await storage.load(userId))].sort((a, b) => a.order - b.order)
}

/** Compares by value, whatever the order of the fields. */
export function expectSame(actual: unknown, expected: unknown): void {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value, sorted))
  if (a !== b) throw new Error(`Expected ${b?.slice(0, 2_000)}\nbut got ${a?.slice(0, 2_000)}`)
}

const sorted = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
