export type SurroundingsHandlers = {
  /** The network is back, or the page is looked at again: worth a try now. */
  better(): void
  noNetwork(): void
}

/** Listens to what a browser tells about network and visibility. Elsewhere it does nothing. Returns what ends it. */
export function watchSurroundings({ better, noNetwork }: SurroundingsHandlers): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
  const seen = () => {
    if (document.visibilityState === 'visible') better()
  }
  const ended = new AbortController()
  const { signal } = ended
  window.addEventListener('online', better, { signal })
  window.addEventListener('offline', noNetwork, { signal })
  // From the back/forward cache: sockets do not survive in it.
  window.addEventListener('pageshow', seen, { signal })
  document.addEventListener('visibilitychange', seen, { signal })
  return () => ended.abort()
}

/** Calls back when a browser's page goes out of sight: it may not come back. Elsewhere it does nothing. */
export function watchLeaving(leaving: () => void): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
  const hidden = () => {
    if (document.visibilityState === 'hidden') leaving()
  }
  document.addEventListener('visibilitychange', hidden)
  return () => document.removeEventListener('visibilitychange', hidden)
}
