import type { ChannelSummary } from '@chime/protocol'
import { channelTitle } from '@chime/ui/connected'
import { useEffect } from 'react'
import type { View } from './routes.ts'

/** The title of the window, such as "(3) design · Chime": the number of unread messages and the name of the view. */
export function documentTitle(view: View, channels: readonly ChannelSummary[]): string {
  const unread = channels.reduce((sum, { membership }) => {
    return sum + (membership && membership.notify !== 'none' ? membership.unread : 0)
  }, 0)
  return `${unread > 0 ? `(${unread}) ` : ''}${viewTitle(view, channels)}Chime`
}

function viewTitle(view: View, channels: readonly ChannelSummary[]): string {
  switch (view.name) {
    case 'start':
    case 'not-found':
      return ''
    case 'browse':
      return 'Browse channels · '
    case 'threads':
      return 'Threads · '
    case 'later':
      return 'Later · '
    case 'invitations':
      return 'Invitations · '
    case 'settings':
      return 'Settings · '
    case 'admin':
      return 'Administration · '
    case 'claim':
      return 'Become the admin · '
    case 'invite':
      return 'Invitation · '
    case 'channel': {
      const channel = channels.find(({ id }) => id === view.channelId)
      return channel ? `${channelTitle(channel)} · ` : ''
    }
  }
}

/** Keeps the title of the window, also when what Next streams for the page's metadata comes after it and writes another. */
export function useDocumentTitle(view: View, channels: readonly ChannelSummary[]): void {
  const title = documentTitle(view, channels)
  useEffect(() => {
    const keep = () => {
      if (document.title !== title) document.title = title
    }
    keep()
    const observer = new MutationObserver(keep)
    observer.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [title])
}
