import type { Presence } from '@chime/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LastSeen, PresenceStore } from './presence.ts'
import type { PresenceLimits } from './presence-limits.ts'

/** Short, so that tests are; in the proportions of the real ones. */
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

/** Watches, and keeps what was told, as `user status`. */
export function watching(store: PresenceStore, userIds: readonly string[]) {
  const told: Presence[] = []
  const stop = store.watch(userIds, (changed) => told.push(...changed))
  return { told, stop, texts: () => told.map(({ userId, status }) => `${userId} ${status}`) }
}

/** What every presence promises. `create` makes one that nobody else uses. */
export function presenceContract(create: (lastSeen: LastSeen) => Promise<PresenceStore>) {
  let store: PresenceStore
  let lastSeen: FakeLastSeen
  const statuses = async (...userIds: string[]) => (await store.get(userIds)).map((p) => p.status)
  const graceIsOver = () => new Promise((resolve) => setTimeout(resolve, 2 * testLimits.graceMs))

  beforeEach(async () => {
    lastSeen = new FakeLastSeen()
    store = await create(lastSeen)
  })
  afterEach(() => store.close())

  test('answers in the order asked; who was never there is offline', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z')
    lastSeen.stored.set('b', at)
    await store.enter('c', '1')
    expect(await store.get(['b', 'c', 'a', 'b'])).toEqual([
      { userId: 'b', status: 'offline', lastSeenAt: at.toISOString() },
      { userId: 'c', status: 'online', lastSeenAt: null },
      { userId: 'a', status: 'offline', lastSeenAt: null },
      { userId: 'b', status: 'offline', lastSeenAt: at.toISOString() },
    ])
    expect(await store.get([])).toEqual([])
  })

  test('the first connection makes online, the last one that leaves makes offline, each told once', async () => {
    const watch = watching(store, ['a'])
    expect(await statuses('a')).toEqual(['offline'])
    await store.enter('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online']))
    await store.enter('a', '2')
    await store.enter('a', '2')
    await store.leave('a', '1')
    await graceIsOver()
    expect(await statuses('a')).toEqual(['online'])
    const before = Date.now()
    await store.leave('a', '2')
    await store.leave('a', '2')
    expect(await statuses('a')).toEqual(['online'])
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online', 'a offline']))
    await vi.waitFor(() => expect(lastSeen.saved).toHaveLength(1))
    const [saved] = lastSeen.saved
    expect(Math.abs((saved?.at.getTime() ?? 0) - before)).toBeLessThan(2 * testLimits.graceMs)
    expect(watch.told[1]?.lastSeenAt).toBe(saved?.at.toISOString())
    expect(await store.get(['a'])).toEqual([watch.told[1]])
  })

  test('a page reload does not blink', async () => {
    await store.enter('a', '1')
    const watch = watching(store, ['a'])
    await store.get(['a'])
    for (let i = 1; i < 4; i += 1) {
      await store.leave('a', `${i}`)
      await store.enter('a', `${i + 1}`)
      await graceIsOver()
    }
    expect(watch.texts()).toEqual([])
    expect(lastSeen.saved).toEqual([])
  })

  test('a choice is shown, and kept until the next one', async () => {
    const watch = watching(store, ['a'])
    await store.get(['a'])
    await store.choose('a', 'busy')
    await store.enter('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a busy']))
    await store.choose('a', 'away')
    await store.choose('a', 'away')
    expect(await statuses('a')).toEqual(['away'])
    await store.leave('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a busy', 'a away', 'a offline']))
    await store.enter('a', '2')
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a away'))
    await store.choose('a', 'online')
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a online'))
  })

  test('invisible looks like having left, and what an invisible one does is not seen', async () => {
    await store.enter('a', '1')
    const watch = watching(store, ['a'])
    await store.get(['a'])
    await store.choose('a', 'invisible')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a offline']))
    expect(await statuses('a')).toEqual(['offline'])
    await vi.waitFor(() => expect(lastSeen.saved).toHaveLength(1))
    await store.leave('a', '1')
    await graceIsOver()
    await store.enter('a', '2')
    expect(await store.get(['a'])).toEqual([
      { userId: 'a', status: 'offline', lastSeenAt: lastSeen.saved[0]?.at.toISOString() },
    ])
    expect(watch.texts()).toEqual(['a offline'])
    expect(lastSeen.saved).toHaveLength(1)
    await store.choose('a', 'online')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a offline', 'a online']))
  })

  test('only those who are watched are told of, and only as long', async () => {
    const watch = watching(store, ['a', 'b', 'b'])
    const other = watching(store, ['b'])
    await store.get(['a', 'b', 'c'])
    await store.enter('c', '1')
    await store.enter('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online']))
    watch.stop()
    watch.stop()
    await store.enter('b', '1')
    await vi.waitFor(() => expect(other.texts()).toEqual(['b online']))
    expect(watch.texts()).toEqual(['a online'])
    other.stop()
  })

  test('no change falls between watching and the snapshot', async () => {
    for (let i = 0; i < 30; i += 1) {
      const watch = watching(store, [`u${i}`])
      const [snapshot] = await Promise.all([store.get([`u${i}`]), store.enter(`u${i}`, '1')])
      await vi.waitFor(() => expect([snapshot[0]?.status, watch.told.at(-1)?.status]).toContain('online'))
      watch.stop()
    }
  })

  test('a database that is down leaves only lastSeenAt out', async () => {
    lastSeen.isDown = true
    const watch = watching(store, ['a'])
    await store.enter('a', '1')
    await store.leave('a', '1')
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a offline'))
    expect(await store.get(['a'])).toEqual([{ userId: 'a', status: 'offline', lastSeenAt: null }])
  })
}
