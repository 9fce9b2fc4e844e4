const callTimeoutMs = 10_000

/**
 * Rejects when no answer came in time, or when `closed` rejects first. Nobody then knows whether the server did what was asked.
 *
 * @param call is given a signal that aborts it when the time is over
 */
export async function withTimeout<T>(closed: Promise<never>, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), callTimeoutMs)
  const late = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(new Error('no answer')), { once: true })
  })
  try {
    return await Promise.race([closed, call(abort.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
