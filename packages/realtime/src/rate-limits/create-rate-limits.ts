import type { Log } from '@chime/protocol'
import { createMemoryRateLimits } from './memory.ts'
import type { RateLimits } from './rate-limits.ts'
import { createRedisRateLimits } from './redis.ts'

export type RateLimitsOptions = {
  /** The Redis that counts over all nodes. @default this process counts for itself */
  redisUrl?: string
  log: Log
  /** Lets everything through, for benchmarks. */
  off?: boolean
  /** @default 'chime:' */
  keyPrefix?: string
}

export function createRateLimits({ redisUrl, log, off = false, keyPrefix }: RateLimitsOptions): RateLimits {
  if (off) return { take: async () => null, async close() {} }
  if (redisUrl === undefined) return createMemoryRateLimits()
  return createRedisRateLimits({ url: redisUrl, log, keyPrefix })
}
