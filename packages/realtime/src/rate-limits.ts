/** At most `points` within `seconds`, counted per key. `name` keeps rules apart. */
export type RateRule = { name: string; points: number; seconds: number }

/** Counts over all nodes where Redis is configured, and per node while it is down: never an open door. */
export interface RateLimits {
  /** Takes one point; null when there was one, else how long to wait, in milliseconds. Never rejects. */
  take(rule: RateRule, key: string): Promise<{ retryAfterMs: number } | null>
  close(): Promise<void>
}
