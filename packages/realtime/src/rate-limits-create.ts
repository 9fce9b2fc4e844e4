import type { Log } from '@chime/protocol'
import type { RateLimits } from './rate-limits.ts'
import { createMemoryRateLimits } from './rate-limits-memory.ts'

export type RateLimitsOptions = {
  /** Counts over all nodes, in Redis; left out: in this process. */
  redisUrl?: string
  log: Log
  /** Lets everything through: for benchmarks. */
  off?: boolean
}

export function createRateLimits({ off = false }: RateLimitsOptions): RateLimits {
  if (off) return { take: async () => null, async close() {} }
  return createMemoryRateLimits()
}
