import { createTestLog, testPrefix, testRedis } from '@chime/testing/redis'
import { startProxy } from '@chime/testing/tcp-proxy'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createMemoryPresence } from '../../src/presence/memory.ts'
import type { LastSeen } from '../../src/presence/presence.ts'
import { presenceContract } from './contract.ts'
import { FakeLastSeen, ready, redisNode, testLimits, watching } from './fixture.ts'

describe('in process', () => {
  const create = (lastSeen: LastSeen) => createMemoryPresence({ lastSeen, log: createTestLog(), limits: testLimits })
  presenceContract(async (lastSeen) => create(lastSeen))

  test('at the end of the process all who were seen are last seen then', async () => {
    const lastSeen = new FakeLastSeen()
    const store = create(lastSeen)
    await store.enter('a', '1')
    await store.enter('b', '1')
    await store.choose('b', 'invisible', null)
    await store.close()
    expect(lastSeen.saved.map((s) => s.userId)).toEqual(['b', 'a'])
  })
})

describe('in Redis', () => {
  let redis: Awaited<ReturnType<typeof testRedis>>
  beforeAll(async () => {
    redis = await testRedis()
  })
  afterAll(() => redis.stop())

  presenceContract(async (lastSeen) => ready(redisNode(redis.url, testPrefix(), lastSeen).store))

  test('what was announced while a node could not hear is seen afterwards', async () => {
    const keyPrefix = testPrefix()
    const proxy = await startProxy(redis.url)
    const [deaf, other] = [redisNode(proxy.url, keyPrefix).store, redisNode(redis.url, keyPrefix).store]
    await Promise.all([ready(deaf), ready(other)])
    const watch = watching(deaf, ['a'])
    await deaf.get(['a'])
    proxy.muteAnswers('subscribe')
    await other.enter('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online']), { timeout: 5_000 })
    await Promise.all([deaf.close(), other.close()])
    await proxy.close()
  })

  test('nodes tell each other, and one of them says goodbye', async () => {
    const keyPrefix = testPrefix()
    const lastSeen = new FakeLastSeen()
    const nodes = [1, 2, 3].map(() => redisNode(redis.url, keyPrefix, lastSeen).store)
    const [one, two, three] = nodes
    if (!one || !two || !three) throw new Error('three were made')
    await Promise.all(nodes.map(ready))
    const watches = nodes.map((store) => watching(store, ['a']))
    for (const store of nodes) expect((await store.get(['a']))[0]?.status).toBe('offline')
    await one.enter('a', '1')
    await vi.waitFor(() => expect(watches.map((w) => w.texts())).toEqual(Array(3).fill(['a online'])))
    await two.enter('a', '1')
    await one.leave('a', '1')
    // Longer than a lease lives, so it must have been renewed.
    await new Promise((resolve) => setTimeout(resolve, 1.5 * testLimits.leaseMs))
    expect((await three.get(['a']))[0]?.status).toBe('online')
    await two.choose('a', 'busy', null)
    await vi.waitFor(() => expect(watches.map((w) => w.texts().at(-1))).toEqual(Array(3).fill('a busy')))
    await two.leave('a', '1')
    await vi.waitFor(() =>
      expect(watches.map((w) => w.texts())).toEqual(Array(3).fill(['a online', 'a busy', 'a offline'])),
    )
    await vi.waitFor(() => expect(lastSeen.saved).toHaveLength(1))

    for (const watch of watches) watch.stop()
    const admin = new Redis(redis.url)
    await vi.waitFor(async () => expect(await admin.pubsub('CHANNELS', `${keyPrefix}*changed:a`)).toEqual([]))
    expect((await admin.keys(`${keyPrefix}*online`)).length).toBe(0)
    admin.disconnect()
    await Promise.all(nodes.map((store) => store.close()))
  })

  test("a dead node's users go offline, once, and those who are elsewhere too stay", async () => {
    const keyPrefix = testPrefix()
    const lastSeen = new FakeLastSeen()
    const proxy = await startProxy(redis.url)
    const [dead, living] = [redisNode(proxy.url, keyPrefix).store, redisNode(redis.url, keyPrefix, lastSeen).store]
    await Promise.all([ready(dead), ready(living)])
    const watch = watching(living, ['a', 'b', 'c'])
    await living.get(['a', 'b', 'c'])
    await dead.enter('a', '1')
    await dead.enter('b', '1')
    await living.enter('b', '2')
    await dead.choose('c', 'invisible', null)
    await dead.enter('c', '1')
    await vi.waitFor(() => expect(watch.texts().toSorted()).toEqual(['a online', 'b online']))
    await proxy.close()
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a offline'), { timeout: 2 * testLimits.leaseMs })
    expect((await living.get(['a', 'b', 'c'])).map((p) => p.status)).toEqual(['offline', 'online', 'offline'])
    expect(watch.texts()).toHaveLength(3)
    expect(lastSeen.saved.map((s) => s.userId)).toEqual(['a'])
    await Promise.all([dead.close(), living.close()])
  })

  test('idleness is counted over all nodes, and what was in use on a dead one is not any more', async () => {
    const keyPrefix = testPrefix()
    const proxy = await startProxy(redis.url)
    const [dead, living] = [redisNode(proxy.url, keyPrefix).store, redisNode(redis.url, keyPrefix).store]
    await Promise.all([ready(dead), ready(living)])
    const watch = watching(living, ['a'])
    await living.get(['a'])
    await dead.enter('a', 'desk')
    await living.enter('a', 'phone')
    await living.setIdle('a', 'phone', true)
    await dead.setIdle('a', 'desk', true)
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online', 'a away']))
    await dead.setIdle('a', 'desk', false)
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a online'))
    // Longer than a lease lives: connections in use must have been renewed as being in use.
    await new Promise((resolve) => setTimeout(resolve, 1.5 * testLimits.leaseMs))
    expect(watch.texts()).toHaveLength(3)
    await proxy.close()
    await vi.waitFor(() => expect(watch.texts().at(-1)).toBe('a away'), { timeout: 2 * testLimits.leaseMs })
    expect(watch.texts()).toHaveLength(4)
    await Promise.all([dead.close(), living.close()])
  })

  test('thousands of connections that come and go at once are all counted', async () => {
    const store = await ready(redisNode(redis.url, testPrefix()).store)
    const userIds = Array.from({ length: 3_000 }, (_, i) => `u${i}`)
    const shown = async () => {
      const all = (await store.get(userIds)).map(({ status }) => status)
      return [all.slice(0, 1_500), all.slice(1_500)].map((part) => [...new Set(part)].join())
    }
    await Promise.all(userIds.map((userId) => store.enter(userId, '1')))
    await Promise.all(userIds.slice(0, 1_500).map((userId) => store.setIdle(userId, '1', true)))
    // On a busy machine Redis may have been too slow, so that everything had to be sent again.
    await vi.waitFor(async () => expect(await shown()).toEqual(['away', 'online']), { timeout: 5_000, interval: 50 })
    await Promise.all(userIds.map((userId) => store.leave(userId, '1')))
    await vi.waitFor(async () => expect(await shown()).toEqual(['offline', 'offline']), {
      timeout: 5_000,
      interval: 50,
    })
    await store.close()
  })

  test('a node that closes lets go of its leases', async () => {
    const keyPrefix = testPrefix()
    const [one, two] = [redisNode(redis.url, keyPrefix).store, redisNode(redis.url, keyPrefix).store]
    await Promise.all([ready(one), ready(two)])
    const watch = watching(two, ['a'])
    await two.get(['a'])
    await one.enter('a', '1')
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online']))
    await one.close()
    await vi.waitFor(() => expect(watch.texts()).toEqual(['a online', 'a offline']), {
      timeout: testLimits.leaseMs / 2,
    })
    await two.close()
  })

  test("a node's wrong clock changes nothing", async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    try {
      const store = await ready(redisNode(redis.url, testPrefix()).store)
      const watch = watching(store, ['a'])
      await store.get(['a'])
      await store.enter('a', '1')
      await new Promise((resolve) => setTimeout(resolve, testLimits.leaseMs))
      expect(watch.texts()).toEqual(['a online'])
      await store.leave('a', '1')
      await new Promise((resolve) => setTimeout(resolve, 2 * testLimits.graceMs))
      expect(watch.texts()).toEqual(['a online', 'a offline'])
      expect(Date.parse(watch.changes[1]?.lastSeenAt ?? '')).toBeLessThan(Date.now() - 3_500_000)
      await store.close()
    } finally {
      vi.useRealTimers()
    }
  })
})
