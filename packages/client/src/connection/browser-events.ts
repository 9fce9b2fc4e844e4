export type NetworkHandlers = {
  /** The network is back, or the user looks at the page again: a good moment to try to connect. */
  wake(): void
  offline(): void
}

/**
 * Listens to the browser's events about network and visibility. Does nothing outside of a browser. Returns a function
 * that ends it.
 */
export function watchNetwork({ wake, offline }: NetworkHandlers): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
  const seen = () => {
    if (document.visibilityState === 'visible') wake()
  }
  const ended = new AbortController()
  const { signal } = ended
  window.addEventListener('online', wake, { signal })
  window.addEventListener('offline', offline, { signal })
  // The page came back from the back/forward cache, in which sockets do not survive.
  window.addEventListener('pageshow', seen, { signal })
  document.addEventListener('visibilitychange', seen, { signal })
  return () => ended.abort()
}

/**
 * Calls back when the browser hides the page, since a hidden page may never come back. Does nothing outside of a
 * browser.
 */
export function watchPageHidden(onHidden: () => void): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
  const hidden = () => {
    if (document.visibilityState === 'hidden') onHidden()
  }
  document.addEventListener('visibilitychange', hidden)
  return () => document.removeEventListener('visibilitychange', hidden)
}
