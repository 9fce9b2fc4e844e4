import type { Log } from '@chime/protocol'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { RateLimits } from './rate-limits.ts'
import { Limiters, limiterOptions } from './rate-limits-memory.ts'
import { connectRedis, firstAttempt, redisLimits } from './redis.ts'

export type RedisRateLimitsOptions = {
  url: string
  log: Log
  /** @default 'chime:' */
  keyPrefix?: string
}

/** Counts over all nodes. While Redis cannot be reached, each node counts what it sees itself. */
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
      // Who is over the limit asks Redis no more, until the window is over.
      inMemoryBlockOnConsumed: rule.points + 1,
      insuranceLimiter: new RateLimiterMemory(options),
    })
  })
  return {
    async take(rule, key) {
      await started
      return limiters.take(rule, key)
    },
    async close() {
      redis.disconnect()
    },
  }
}
