import type { Log } from '@chime/protocol'

/**
 * Does `work` again and again, never twice at once, until the returned function is called. Of failures in a row the first
 * is logged as `failure`.
 */
export function repeat(everyMs: number, work: () => Promise<void>, log: Log, failure: string): () => void {
  let isRunning = false
  let hasFailed = false
  const timer = setInterval(async () => {
    if (isRunning) return
    isRunning = true
    try {
      await work()
      hasFailed = false
    } catch (err) {
      if (!hasFailed) log.warn({ err }, failure)
      hasFailed = true
    }
    isRunning = false
  }, everyMs).unref()
  return () => clearInterval(timer)
}
