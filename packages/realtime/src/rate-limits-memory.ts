import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimits, RateRule } from './rate-limits.ts'

/** Counts in this process: for a node that is alone. */
export function createMemoryRateLimits(): RateLimits {
  const limiters = new Limiters((rule) => new RateLimiterMemory(limiterOptions(rule)))
  return { take: (rule, key) => limiters.take(rule, key), async close() {} }
}

export const limiterOptions = ({ name, points, seconds }: RateRule) => ({
  // The limiter puts a colon between prefix and key: without one in the prefix, no key can reach into another rule.
  keyPrefix: encodeURIComponent(name),
  points,
  duration: seconds,
})

/** One limiter per rule, made when it is first used. Rules are constants of the code, so there are few. */
export class Limiters {
  readonly #create: (rule: RateRule) => RateLimiterAbstract
  readonly #byRule = new Map<string, RateLimiterAbstract>()

  constructor(create: (rule: RateRule) => RateLimiterAbstract) {
    this.#create = create
  }

  async take(rule: RateRule, key: string): Promise<{ retryAfterMs: number } | null> {
    const id = `${rule.name} ${rule.points} ${rule.seconds}`
    let limiter = this.#byRule.get(id)
    if (limiter === undefined) {
      limiter = this.#create(rule)
      this.#byRule.set(id, limiter)
    }
    try {
      await limiter.consume(key)
      return null
    } catch (refusal) {
      // What is thrown and is no answer can only be a fault of the store and of its insurance: not an open door.
      const retryAfterMs = refusal instanceof RateLimiterRes ? refusal.msBeforeNext : rule.seconds * 1_000
      return { retryAfterMs: Math.max(1, retryAfterMs) }
    }
  }
}
