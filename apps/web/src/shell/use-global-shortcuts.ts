import { useAside, useMarkAllRead } from '@chime/ui/connected'
import { useEffect, useEffectEvent } from 'react'

/** Shift+Esc marks everything as read; Ctrl+K or ⌘K opens the search. */
export function useGlobalShortcuts(): void {
  const { setAside } = useAside()
  const markAllRead = useMarkAllRead()
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return
    const isBusy = document.querySelector('[role="dialog"], [role="menu"]') !== null
    if (event.key === 'Escape' && event.shiftKey && !isBusy) markAllRead()
    else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isBusy) {
      const field = document.querySelector<HTMLInputElement>('search input')
      if (field) field.focus()
      else setAside({ name: 'search', channelId: null })
    } else return
    event.preventDefault()
  })
  useEffect(() => {
    // Captured, to come before the shortcuts of the open channel, where Esc alone has a meaning.
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
}
