import { setTimeout as delay } from 'node:timers/promises'
import { createTestLog, testPrefix, testRedis } from '@chime/testing/redis'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { allBuckets, bucketOf, defineScripts } from '../../src/presence/redis/scripts.ts'
import { connectRedis } from '../../src/redis/connection.ts'

let server: Awaited<ReturnType<typeof testRedis>>
let redis: Redis
const base = `${testPrefix()}{0}`
const key = `${base}online`

beforeAll(async () => {
  server = await testRedis()
  redis = connectRedis({ url: server.url, log: createTestLog(), name: 'test' })
  defineScripts(redis)
  await vi.waitFor(() => expect(redis.status).toBe('ready'), { timeout: 5_000 })
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

const time = async () => Number(await redis.chimeHold(key, base, 0))
const sweep = async (validUntil: number) => {
  const reply = await redis.chimeSweep(key, base, 'channel:', 10, 100, validUntil)
  return Array.isArray(reply) ? reply.slice(1).map(String) : []
}

test('a sweep that was held up on its way, or is held off, takes nobody out', async () => {
  await redis.chimeRenew(key, base, 'channel:', 20, 'a', '1', 'online', '')
  await delay(40)
  expect(await redis.chimeReadStatuses(key, base, 'a', 'b')).toEqual(['online', 'offline'])
  expect(await sweep((await time()) - 1)).toEqual([])
  await redis.chimeHold(key, base, 100)
  expect(await sweep((await time()) + 1_000)).toEqual([])
  expect(await redis.chimeReadStatuses(key, base, 'a')).toEqual(['online'])
  await delay(120)
  expect((await sweep((await time()) + 1_000))[0]).toBe('a')
  expect(await redis.chimeReadStatuses(key, base, 'a')).toEqual(['offline'])
})

test('all keys of a user are in one slot of a cluster, and users are spread over all buckets', () => {
  const used = new Set(Array.from({ length: 1_000 }, (_, i) => bucketOf(`user ${i}`)))
  expect([...used].toSorted((a, b) => a - b)).toEqual(allBuckets)
})
