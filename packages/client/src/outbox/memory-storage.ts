import type { OutboxEntry, OutboxStorage } from './storage.ts'

/** Keeps unsent messages in memory, for as long as the returned object is used. */
export function memoryStorage() {
  const users = new Map<string, Map<string, OutboxEntry>>()
  return {
    load: (userId: string): OutboxEntry[] => [...(users.get(userId)?.values() ?? [])],
    save(userId: string, entry: OutboxEntry): void {
      const entries = users.get(userId) ?? new Map()
      users.set(userId, entries.set(entry.clientId, entry))
    },
    remove(userId: string, clientId: string): void {
      users.get(userId)?.delete(clientId)
    },
  } satisfies OutboxStorage
}
