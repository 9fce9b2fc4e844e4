import type { Presence } from '@chime/protocol'
import { createTestLog } from '@chime/testing/redis'
import { expect, vi } from 'vitest'
import type { PresenceLimits } from '../../src/presence/limits.ts'
import type { LastSeen, PresenceStore } from '../../src/presence/presence.ts'
import { createRedisPresence } from '../../src/presence/redis/store.ts'

/** Short, so that the tests are short; in the proportions of the real ones. */
export const testLimits: PresenceLimits = { graceMs: 150, leaseMs: 1_200, renewMs: 300, sweepMs: 40, holdMs: 500 }

export class FakeLastSeen implements LastSeen {
  readonly saved: { userId: string; at: Date }[] = []
  readonly stored = new Map<string, Date>()
  isDown = false

  async save(userId: string, at: Date) {
    if (this.isDown) throw new Error('down')
    this.saved.push({ userId, at })
    this.stored.set(userId, at)
  }

  async load(userIds: readonly string[]) {
    if (this.isDown) throw new Error('down')
    return new Map(userIds.flatMap((id) => (this.stored.has(id) ? [[id, this.stored.get(id) ?? new Date(0)]] : [])))
  }
}

/** Watches these users and keeps every change. `texts` gives each as `user status`. */
export function watching(store: PresenceStore, userIds: readonly string[]) {
  const changes: Presence[] = []
  const stop = store.watch(userIds, (changed) => changes.push(...changed))
  return { changes, stop, texts: () => changes.map(({ userId, status }) => `${userId} ${status}`) }
}

/** One node's presence in Redis. */
export const redisNode = (url: string, keyPrefix: string, lastSeen: LastSeen = new FakeLastSeen()) => {
  const log = createTestLog()
  return { log, store: createRedisPresence({ url, log, lastSeen, keyPrefix, limits: testLimits }) }
}

/** Resolves once the store is connected. */
export async function ready(store: PresenceStore): Promise<PresenceStore> {
  await vi.waitFor(async () => expect((await store.get(['nobody']))[0]?.status).toBe('offline'), { timeout: 5_000 })
  return store
}
