/** Calls back once the page has nothing better to do; returns what calls it off. */
export function whenIdle(work: () => void): () => void {
  // Safari has no idle callbacks.
  if (typeof window.requestIdleCallback !== 'function') {
    const timer = setTimeout(work, 1_000)
    return () => clearTimeout(timer)
  }
  const handle = window.requestIdleCallback(work, { timeout: 5_000 })
  return () => window.cancelIdleCallback(handle)
}

/**
 * For `lazy`: fetches code, and tries again every few seconds while that fails. Never rejects, so a part that cannot be
 * fetched while offline is late and brings nothing down.
 */
export function retrying<T>(load: () => Promise<T>): () => Promise<T> {
  const attempt = (): Promise<T> =>
    load().catch(() => new Promise((resolve) => setTimeout(() => resolve(attempt()), retryMs)))
  return attempt
}

const retryMs = 3_000
