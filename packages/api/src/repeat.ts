import type { Log } from '@chime/protocol'

/**
 * Runs `work` every `everyMs` milliseconds, never twice at once. Of several failures in a row only the first is logged.
 *
 * @param failure the log message for a failure
 * @returns a function that stops it
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
