import type { Log } from '@chime/protocol'
import type { RateLimits } from './rate-limits.ts'
import { createMemoryRateLimits } from './rate-limits-memory.ts'
import { createRedisRateLimits } from './rate-limits-redis.ts'

export type RateLimitsOptions = {
  /** Counts over all nodes, in Redis; left out: in this process. */
  redisUrl?: string
  log: Log
  /** Lets everything through: for benchmarks. */
  off?: boolean
  /** @default 'chime:' */
  keyPrefix?: string
}

export function createRateLimits({ redisUrl, log, off = false, keyPrefix }: RateLimitsOptions): RateLimits {
  if (off) return { take: async () => null, async close() {} }
  if (redisUrl === undefined) return createMemoryRateLimits()
  return createRedisRateLimits({ url: redisUrl, log, keyPrefix })
}
