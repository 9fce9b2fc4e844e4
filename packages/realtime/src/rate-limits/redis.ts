import type { Log } from '@chime/protocol'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import { connectRedis, firstAttempt, redisLimits } from '../redis/connection.ts'
import { Limiters, limiterOptions } from './memory.ts'
import type { RateLimits } from './rate-limits.ts'

export type RedisRateLimitsOptions = {
  url: string
  log: Log
  /** @default 'chime:' */
  keyPrefix?: string
}

/** Counts over all nodes. While Redis cannot be reached, each node counts for itself. */
export function createRedisRateLimits({ url, log, keyPrefix = 'chime:' }: RedisRateLimitsOptions): RateLimits {
  const redis = connectRedis({ url, log, name: 'chime-limits' })
  const started = firstAttempt(redis, redisLimits.commandMs)
  const limiters = new Limiters((rule) => {
    const options = limiterOptions(rule)
    return new RateLimiterRedis({
      ...options,
      keyPrefix: `${keyPrefix}limit:${options.keyPrefix}`,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      // For a key that is over its limit, Redis is not asked again until the window is over.
      inMemoryBlockOnConsumed: rule.points + 1,
      insuranceLimiter: new RateLimiterMemory(options),
    })
  })
  return {
    async take(rule, key, points) {
      await started
      return limiters.take(rule, key, points)
    },
    async close() {
      redis.disconnect()
    },
  }
}
