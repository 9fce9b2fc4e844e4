import { useEffect } from 'react'

/** Whether someone looks at this window: it is visible and has the focus. */
export function hasAttention(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

/** Calls back when the reader returns to the window. Keep the callback the same between renders. */
export function useReturn(onReturn: () => void) {
  useEffect(() => {
    window.addEventListener('focus', onReturn)
    document.addEventListener('visibilitychange', onReturn)
    return () => {
      window.removeEventListener('focus', onReturn)
      document.removeEventListener('visibilitychange', onReturn)
    }
  }, [onReturn])
}
