import { useEffect } from 'react'

/** Whether somebody is probably looking at this window: it is visible and has the focus. */
export function hasAttention(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

/** Calls `onReturn` when the window becomes visible or gets the focus. Keep the callback the same between renders. */
export function useReturnToWindow(onReturn: () => void) {
  useEffect(() => {
    window.addEventListener('focus', onReturn)
    document.addEventListener('visibilitychange', onReturn)
    return () => {
      window.removeEventListener('focus', onReturn)
      document.removeEventListener('visibilitychange', onReturn)
    }
  }, [onReturn])
}
