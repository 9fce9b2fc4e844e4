import { createTestLog, type PrivateRedis, startRedis, testPrefix } from '@chime/testing/redis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRateLimits } from '../../src/rate-limits/create-rate-limits.ts'
import { createMemoryRateLimits } from '../../src/rate-limits/memory.ts'
import { createRedisRateLimits } from '../../src/rate-limits/redis.ts'
import { rateLimitsContract } from './contract.ts'

const rule = { name: 'send', points: 5, seconds: 60 }

describe('in process', () => {
  rateLimitsContract(async () => createMemoryRateLimits())

  test('off lets everything through', async () => {
    const limits = createRateLimits({ log: createTestLog(), off: true, redisUrl: 'redis://127.0.0.1:1' })
    for (let i = 0; i < 10; i += 1) expect(await limits.take(rule, 'a')).toBeNull()
    await limits.close()
  })
})

describe('in Redis', () => {
  let redis: PrivateRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  const create = (keyPrefix: string) => createRedisRateLimits({ url: redis.url, log: createTestLog(), keyPrefix })

  rateLimitsContract(async () => create(testPrefix()))

  test('nodes count together', async () => {
    const keyPrefix = testPrefix()
    const nodes = [create(keyPrefix), create(keyPrefix)]
    let passed = 0
    for (let i = 0; i < 10; i += 1) for (const node of nodes) if ((await node.take(rule, 'a')) === null) passed += 1
    expect(passed).toBe(5)
    await Promise.all(nodes.map((node) => node.close()))
  })

  test('without Redis each node goes on counting, and no call waits for it', async () => {
    const limits = create(testPrefix())
    expect(await limits.take(rule, 'a')).toBeNull()
    for (const hurt of ['pause', 'kill'] as const) {
      await redis[hurt]()
      let passed = 0
      for (let i = 0; i < 20; i += 1) {
        const start = performance.now()
        if ((await limits.take(rule, hurt)) === null) passed += 1
        // 500 ms are promised. The rest allows for a busy machine.
        expect(performance.now() - start).toBeLessThan(600)
      }
      expect(passed).toBe(5)
      if (hurt === 'pause') redis.resume()
      else await redis.restart()
      // It counts in Redis again if another node sees the count.
      const other = create('x:')
      const same = create('x:')
      await vi.waitFor(
        async () => {
          const key = `${Math.random()}`
          for (let i = 0; i < 3; i += 1) for (const node of [other, same]) await node.take(rule, key)
          expect(await same.take(rule, key)).not.toBeNull()
        },
        { timeout: 5_000 },
      )
      await Promise.all([other.close(), same.close()])
    }
    await limits.close()
  }, 15_000)
})
