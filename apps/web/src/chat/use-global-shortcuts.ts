import { useEffect, useEffectEvent } from 'react'
import { useChatPanels } from './panels.tsx'
import { useMarkAllRead } from './use-mark-all-read.ts'

/** Shift+Esc marks all as read; Ctrl+K or ⌘K searches. */
export function useGlobalShortcuts(): void {
  const { setAside } = useChatPanels()
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
    // Before those of the open conversation, where Esc alone has a meaning of its own.
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
}
