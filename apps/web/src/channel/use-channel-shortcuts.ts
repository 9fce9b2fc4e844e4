import type { ChannelSummary } from '@chime/protocol'
import { useEffect, useEffectEvent } from 'react'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'

type Options = {
  /** In the order of the sidebar. */
  channels: readonly Pick<ChannelSummary, 'id'>[]
  currentId: string | null
  onMarkRead: () => void
}

/** Alt+ArrowUp and Alt+ArrowDown go to the previous and next channel; Esc marks the open channel as read. */
export function useChannelShortcuts({ channels, currentId, onMarkRead }: Options): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    // A menu, a dialog or the composer has used the key already.
    if (event.defaultPrevented || event.isComposing) return
    if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const next = adjacentChannelId(channels, currentId, event.key === 'ArrowDown' ? 1 : -1)
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

/**
 * The id of the channel before (-1) or after (1) the open one; after the last comes the first. If none is open, the
 * first or the last.
 */
export function adjacentChannelId(
  channels: readonly { id: string }[],
  currentId: string | null,
  step: 1 | -1,
): string | null {
  if (channels.length === 0) return null
  const at = channels.findIndex(({ id }) => id === currentId)
  const next = at === -1 ? (step === 1 ? 0 : channels.length - 1) : (at + step + channels.length) % channels.length
  return channels[next]?.id ?? null
}
