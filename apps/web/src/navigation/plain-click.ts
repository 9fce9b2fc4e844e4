import type { MouseEvent } from 'react'

/** All other clicks are left to the browser: they open a new tab or window, or save the link. */
export function isPlainClick(event: MouseEvent): boolean {
  return (
    event.button === 0 && !(event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
  )
}
