const callTimeoutMs = 10_000

/** Rejects when no answer came in time, or `closed` does first; whether it was done is then unknown. */
export async function timed<T>(closed: Promise<never>, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
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
