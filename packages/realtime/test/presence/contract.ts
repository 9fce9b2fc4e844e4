import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LastSeen, PresenceStore } from '../../src/presence/presence.ts'
import { FakeLastSeen, testLimits, watching } from './fixture.ts'

/** Tests what every presence store promises. @param create creates a store that nobody else uses */
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
    expect(watch.changes[1]?.lastSeenAt).toBe(saved?.at.toISOString())
    expect(await store.get(['a'])).toEqual([watch.changes[1]])
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
    await store.choose('a', 'busy', null)
    await store.enter('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a busy']))
    await store.choose('a', 'away', null)
    await store.choose('a', 'away', null)
    expect(await statuses('a')).toEqual(['away'])
    await store.leave('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a busy', 'a away', 'a offline']))
    await store.enter('a', '2')
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a away'))
    await store.choose('a', 'online', null)
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a online'))
  })

  test('invisible looks like having left, and what an invisible one does is not seen', async () => {
    await store.enter('a', '1')
    const watch = watching(store, ['a'])
    await store.get(['a'])
    await store.choose('a', 'invisible', null)
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
    await store.choose('a', 'online', null)
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a offline', 'a online']))
  })

  test('away is who uses none of their devices; idleness goes with the device', async () => {
    const watch = watching(store, ['a'])
    await store.get(['a'])
    await store.enter('a', 'phone')
    await store.enter('a', 'desk')
    await store.setIdle('a', 'phone', true)
    await store.setIdle('a', 'phone', true)
    expect(await statuses('a')).toEqual(['online'])
    await store.setIdle('a', 'desk', true)
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online', 'a away']))
    expect(await statuses('a')).toEqual(['away'])
    await store.setIdle('a', 'phone', false)
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online', 'a away', 'a online']))
    // The connection in use leaves, and the idle one stays.
    await store.leave('a', 'phone')
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a away'))
    // The idle one leaves too, and only one in use stays.
    await store.enter('a', 'phone')
    await store.leave('a', 'desk')
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a online'))
    await graceIsOver()
    expect(watch.texts()).toEqual(['a online', 'a away', 'a online', 'a away', 'a online'])
    await store.setIdle('a', 'desk', true)
    await store.setIdle('b', 'phone', true)
    expect(await statuses('a', 'b')).toEqual(['online', 'offline'])
  })

  test('a reload of the page in use does not blink, though another device is idle', async () => {
    await store.enter('a', 'phone')
    await store.setIdle('a', 'phone', true)
    await store.enter('a', '1')
    const watch = watching(store, ['a'])
    expect(await statuses('a')).toEqual(['online'])
    for (let i = 1; i < 4; i += 1) {
      await store.leave('a', `${i}`)
      await store.enter('a', `${i + 1}`)
      await graceIsOver()
    }
    expect(watch.texts()).toEqual([])
  })

  test('an idle one who leaves was away to the end, and comes back online', async () => {
    await store.enter('a', '1')
    await store.setIdle('a', '1', true)
    const watch = watching(store, ['a'])
    expect(await statuses('a')).toEqual(['away'])
    await store.leave('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a offline']))
    await store.enter('a', '2')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a offline', 'a online']))
  })

  test('busy and invisible are of all devices, whichever is idle, until online or away is chosen on any', async () => {
    await store.enter('a', 'phone')
    await store.enter('a', 'desk')
    const watch = watching(store, ['a'])
    await store.get(['a'])
    for (const [chosen, shown] of [
      ['busy', 'busy'],
      ['invisible', 'offline'],
    ] as const) {
      await store.choose('a', chosen, 'desk')
      expect(await statuses('a')).toEqual([shown])
      expect(store.isInvisible('a')).toBe(chosen === 'invisible')
      for (const isIdle of [true, false]) {
        for (const device of ['phone', 'desk']) await store.setIdle('a', device, isIdle)
        expect(await statuses('a')).toEqual([shown])
      }
    }
    await store.choose('a', 'online', 'phone')
    expect(await statuses('a')).toEqual(['online'])
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a busy', 'a offline', 'a online']))
    await store.choose('a', 'busy', 'phone')
    await store.choose('a', 'away', 'phone')
    // The other connection is still in use.
    expect(await statuses('a')).toEqual(['online'])
    await store.choose('a', 'away', 'desk')
    expect(await statuses('a')).toEqual(['away'])
    await store.choose('a', 'online', 'phone')
    expect(await statuses('a')).toEqual(['online'])
    expect(store.isInvisible('a')).toBe(false)
  })

  test('from busy to away and back nothing else is seen in between', async () => {
    await store.enter('a', '1')
    const watch = watching(store, ['a'])
    await store.get(['a'])
    for (const status of ['busy', 'away', 'busy', 'online', 'away', 'online'] as const) {
      await store.choose('a', status, '1')
      await vi.waitFor(() => expect(watch.texts().at(-1)).toBe(`a ${status}`))
    }
    expect(watch.texts()).toHaveLength(6)
  })

  test('who is invisible is last seen when they became so, whatever they do', async () => {
    await store.enter('a', '1')
    await store.choose('a', 'invisible', '1')
    await vi.waitFor(() => expect(lastSeen.saved).toHaveLength(1))
    const [before] = await store.get(['a'])
    const watch = watching(store, ['a'])
    await store.setIdle('a', '1', true)
    await store.enter('a', '2')
    await store.leave('a', '1')
    await store.choose('a', 'invisible', '2')
    await store.leave('a', '2')
    await graceIsOver()
    await graceIsOver()
    expect(await store.get(['a'])).toEqual([before])
    expect(before?.lastSeenAt).toBe(lastSeen.saved[0]?.at.toISOString())
    expect(lastSeen.saved).toHaveLength(1)
    expect(watch.texts()).toEqual([])
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
      await vi.waitFor(() => expect([snapshot[0]?.status, watch.changes.at(-1)?.status]).toContain('online'))
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
