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
  return inBrowser((signal) => {
    const seen = () => {
      if (document.visibilityState === 'visible') wake()
    }
    window.addEventListener('online', wake, { signal })
    window.addEventListener('offline', offline, { signal })
    // The page came back from the back/forward cache, in which sockets do not survive.
    window.addEventListener('pageshow', seen, { signal })
    document.addEventListener('visibilitychange', seen, { signal })
  })
}

/**
 * Calls back when the browser hides the page, since a hidden page may never come back. Does nothing outside of a
 * browser.
 */
export function watchPageHidden(onHidden: () => void): () => void {
  return inBrowser((signal) => {
    const hidden = () => {
      if (document.visibilityState === 'hidden') onHidden()
    }
    document.addEventListener('visibilitychange', hidden, { signal })
  })
}

/** @returns a function that ends the signal */
function inBrowser(listen: (signal: AbortSignal) => void): () => void {
  const ended = new AbortController()
  if (typeof window !== 'undefined' && typeof document !== 'undefined') listen(ended.signal)
  return () => ended.abort()
}
