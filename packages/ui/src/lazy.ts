/**
 * Calls `work` once the browser is idle, at the latest after five seconds.
 *
 * @returns a function that cancels it
 */
export function whenIdle(work: () => void): () => void {
  // Safari has no requestIdleCallback.
  if (typeof window.requestIdleCallback !== 'function') {
    const timer = setTimeout(work, 1_000)
    return () => clearTimeout(timer)
  }
  const handle = window.requestIdleCallback(work, { timeout: 5_000 })
  return () => window.cancelIdleCallback(handle)
}

/**
 * Wraps the `import()` that is given to React's `lazy`: while it fails, it is tried again every three seconds. The
 * promise never rejects. So a component whose code cannot be fetched while offline appears later, and no error boundary
 * is hit.
 */
export function retrying<T>(load: () => Promise<T>): () => Promise<T> {
  const attempt = (): Promise<T> =>
    load().catch(() => new Promise((resolve) => setTimeout(() => resolve(attempt()), retryMs)))
  return attempt
}

const retryMs = 3_000
