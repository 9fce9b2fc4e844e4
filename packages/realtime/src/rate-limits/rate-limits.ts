/** At most `points` within `seconds` for each key. `name` keeps the counts of different rules apart. */
export type RateRule = { name: string; points: number; seconds: number }

/** Counts over all nodes if Redis is configured, and on each node alone while Redis is down. The limit is never lifted. */
export interface RateLimits {
  /**
   * Takes points, one by default. Never rejects. Points that are not there are taken too, so that whoever asks for too
   * much has to wait until the end of the time. Taking 0 only looks: it refuses whoever has taken too many.
   *
   * @returns null if there were as many, else how long to wait
   */
  take(rule: RateRule, key: string, points?: number): Promise<{ retryAfterMs: number } | null>
  close(): Promise<void>
}
