import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until it is so, or the time is over. Where a test has something to expect, use `vi.waitFor`.
 *
 * @returns whether it was so in time
 */
export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  { timeoutMs, everyMs = 25 }: { timeoutMs: number; everyMs?: number },
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > deadline) return false
    await sleep(everyMs)
  }
  return true
}
