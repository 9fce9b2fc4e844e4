import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimits, RateRule } from './rate-limits.ts'

/** Counts in this process, for a node that is alone. */
export function createMemoryRateLimits(): RateLimits {
  const limiters = new Limiters((rule) => new RateLimiterMemory(limiterOptions(rule)))
  return { take: (rule, key, points) => limiters.take(rule, key, points), async close() {} }
}

export const limiterOptions = ({ name, points, seconds }: RateRule) => ({
  // The limiter puts a colon between prefix and key. The prefix itself must have none, or the key of one rule could
  // equal that of another.
  keyPrefix: encodeURIComponent(name),
  points,
  duration: seconds,
})

/** One limiter for each rule, created when the rule is first used. Rules are constants in the code, so there are few. */
export class Limiters {
  readonly #create: (rule: RateRule) => RateLimiterAbstract
  readonly #byRule = new Map<string, RateLimiterAbstract>()

  constructor(create: (rule: RateRule) => RateLimiterAbstract) {
    this.#create = create
  }

  async take(rule: RateRule, key: string, points = 1): Promise<{ retryAfterMs: number } | null> {
    const id = `${rule.name} ${rule.points} ${rule.seconds}`
    let limiter = this.#byRule.get(id)
    if (limiter === undefined) {
      limiter = this.#create(rule)
      this.#byRule.set(id, limiter)
    }
    try {
      await limiter.consume(key, points)
      return null
    } catch (refusal) {
      // Anything else that is thrown means that the store and its fallback have both failed. That must not lift the limit.
      const retryAfterMs = refusal instanceof RateLimiterRes ? refusal.msBeforeNext : rule.seconds * 1_000
      return { retryAfterMs: Math.max(1, retryAfterMs) }
    }
  }
}
