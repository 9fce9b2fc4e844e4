import { type PrivateRedis, startRedis, testPrefix } from '@chime/testing/redis'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { ready, redisNode, testLimits, watching } from './fixture.ts'

describe('when Redis fails', () => {
  let redis: PrivateRedis
  let stores: ReturnType<typeof redisNode>['store'][]
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  afterEach(() => Promise.all(stores.map((store) => store.close())))

  const start = () => {
    const keyPrefix = testPrefix()
    const nodes = [redisNode(redis.url, keyPrefix), redisNode(redis.url, keyPrefix)] as const
    stores = nodes.map((n) => n.store)
    return nodes
  }

  test('a dead one makes all unknown, and one that comes back empty is told again who is there and what they chose', async () => {
    const [{ store: one, log }, { store: two }] = start()
    await Promise.all([ready(one), ready(two)])
    await one.enter('a', '1')
    await two.enter('b', '1')
    await two.choose('b', 'away', null)
    await one.enter('c', '1')
    await one.choose('c', 'invisible', null)
    await one.enter('e', '1')
    await one.setIdle('e', '1', true)
    await one.enter('f', '1')
    const watch = watching(two, ['a', 'b', 'c'])
    await two.get(['a', 'b', 'c'])
    // A node must have heard of a choice that was made on another node before it can store it again.
    await new Promise((resolve) => setTimeout(resolve, 2 * testLimits.renewMs))
    await redis.kill()
    await vi.waitFor(() => expect(watch.texts().toSorted()).toEqual(['a unknown', 'b unknown', 'c unknown']))
    expect(await one.get(['a', 'z'])).toEqual([
      { userId: 'a', status: 'unknown', lastSeenAt: null },
      { userId: 'z', status: 'unknown', lastSeenAt: null },
    ])
    await one.enter('d', '1')
    await one.choose('a', 'busy', null)
    await one.setIdle('f', '1', true)
    await redis.restart()
    await vi.waitFor(
      async () => {
        const shown = (await two.get(['a', 'b', 'c', 'd', 'e', 'f'])).map((p) => p.status)
        expect(shown).toEqual(['busy', 'away', 'offline', 'online', 'away', 'away'])
      },
      { timeout: 5_000 },
    )
    await vi.waitFor(() => {
      const last = new Map(watch.changes.map(({ userId, status }) => [userId, status]))
      expect([...last]).toEqual([...Object.entries({ a: 'busy', b: 'away', c: 'offline' })])
    })
    // The invisible user was not seen for a moment either.
    expect(watch.texts()).not.toContain('c online')
    expect(log.lines.filter((l) => l.level === 'warn').length).toBeLessThan(6)
  })

  test('a hanging one holds no call longer than 500 ms, and nobody is called offline for it', async () => {
    const [{ store: one }, { store: two }] = start()
    await Promise.all([ready(one), ready(two)])
    await one.enter('a', '1')
    await two.enter('b', '1')
    const watch = watching(two, ['a', 'b'])
    await two.get(['a', 'b'])
    redis.pause()
    try {
      const until = Date.now() + 2 * testLimits.leaseMs
      while (Date.now() < until) {
        for (const store of [one, two]) {
          const [shown] = await quick(store.get(['a']))
          expect(shown?.status).toBe('unknown')
          await quick(store.enter('x', '1'))
          await quick(store.leave('x', '1'))
          await quick(store.choose('y', 'away', null))
        }
        const stop = two.watch([`w${Date.now()}`], () => {})
        stop()
      }
      expect(watch.texts().toSorted()).toEqual(['a unknown', 'b unknown'])
      await quick(one.choose('z', 'busy', null))
    } finally {
      redis.resume()
    }
    await vi.waitFor(() => expect(watch.texts().slice(2).toSorted()).toEqual(['a online', 'b online']), {
      timeout: 5_000,
    })
    await new Promise((resolve) => setTimeout(resolve, 2 * testLimits.holdMs))
    expect(watch.texts()).toHaveLength(4)
    await two.enter('z', '1')
    const shown = (await one.get(['a', 'b', 'x', 'z'])).map((p) => p.status)
    expect(shown).toEqual(['online', 'online', 'offline', 'busy'])
  }, 15_000)

  test('a node that starts without Redis comes to life with it', async () => {
    await redis.kill()
    const [{ store }] = start()
    const watch = watching(store, ['a'])
    await quick(store.enter('a', '1'))
    expect((await quick(store.get(['a'])))[0]?.status).toBe('unknown')
    await redis.restart()
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online']), { timeout: 5_000 })
  })
})

async function quick<T>(call: Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await call
  // 500 ms are promised. The rest allows for a busy machine.
  expect(performance.now() - start).toBeLessThan(600)
  return result
}
