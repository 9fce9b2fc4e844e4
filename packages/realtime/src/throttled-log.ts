import type { Log } from '@chime/protocol'

/**
 * A log for failures that repeat while something is down. The same text is written once in `everyMs`, together with
 * how often it was left out since the last time.
 */
export function createThrottledLog(log: Log, everyMs: number) {
  const texts = new Map<string, { nextAt: number; leftOut: number }>()
  return (error: unknown, text: string) => {
    const now = performance.now()
    const seen = texts.get(text)
    if (seen !== undefined && now < seen.nextAt) {
      seen.leftOut += 1
      return
    }
    texts.set(text, { nextAt: now + everyMs, leftOut: 0 })
    log.warn({ err: error, leftOut: seen?.leftOut ?? 0 }, text)
  }
}
export type ThrottledLog = ReturnType<typeof createThrottledLog>
