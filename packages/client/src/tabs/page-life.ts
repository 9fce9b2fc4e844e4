/**
 * Tells when the browser is about to stop the page, and when it lets it go on: it may keep it for the back button, or
 * stop a hidden page to save power. A page that was left for good is only stopped. Does nothing outside of a browser.
 * Returns a function that ends it.
 */
export function watchStopped({ stopped, goesOn }: { stopped: () => void; goesOn: () => void }): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
  const ended = new AbortController()
  const { signal } = ended
  window.addEventListener('pagehide', stopped, { signal })
  document.addEventListener('freeze', stopped, { signal })
  window.addEventListener('pageshow', goesOn, { signal })
  document.addEventListener('resume', goesOn, { signal })
  // For browsers that have no `resume`.
  const seen = () => {
    if (document.visibilityState === 'visible') goesOn()
  }
  document.addEventListener('visibilitychange', seen, { signal })
  return () => ended.abort()
}
