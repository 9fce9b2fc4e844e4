import type { ChannelSummary } from '@chime/protocol'
import { useEffect, useEffectEvent } from 'react'
import { navigate } from './navigation.ts'
import { paths } from './routes.ts'

type Options = {
  /** In the order in which the sidebar shows them. */
  channels: readonly Pick<ChannelSummary, 'id'>[]
  currentId: string | null
  onMarkRead: () => void
}

/** Alt with ArrowUp or ArrowDown walks the channels; Esc marks the open one as read. */
export function useShortcuts({ channels, currentId, onMarkRead }: Options): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    // Menus, dialogs and the composer take their own keys first.
    if (event.defaultPrevented || event.isComposing) return
    if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const next = neighbour(channels, currentId, event.key === 'ArrowDown' ? 1 : -1)
      if (!next) return
      event.preventDefault()
      navigate(paths.channel(next))
    } else if (event.key === 'Escape' && currentId && !document.querySelector('[role="dialog"], [role="menu"]')) {
      onMarkRead()
    }
  })
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** The channel before or after the open one, round and round; the first or last when none is open. */
export function neighbour(channels: readonly { id: string }[], currentId: string | null, step: 1 | -1): string | null {
  if (channels.length === 0) return null
  const at = channels.findIndex(({ id }) => id === currentId)
  const next = at === -1 ? (step === 1 ? 0 : channels.length - 1) : (at + step + channels.length) % channels.length
  return channels[next]?.id ?? null
}
