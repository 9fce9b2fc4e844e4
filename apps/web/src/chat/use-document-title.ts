import type { ChannelSummary } from '@chime/protocol'
import { useEffect } from 'react'
import { channelTitle } from './channel-title.ts'
import type { View } from './routes.ts'

/** "(3) design · Chime": how much is unread, and where one is. */
export function documentTitle(view: View, channels: readonly ChannelSummary[]): string {
  const unread = channels.reduce((sum, { membership }) => {
    return sum + (membership && membership.notify !== 'none' ? membership.unread : 0)
  }, 0)
  return `${unread > 0 ? `(${unread}) ` : ''}${place(view, channels)}Chime`
}

function place(view: View, channels: readonly ChannelSummary[]): string {
  switch (view.name) {
    case 'home':
    case 'missing':
      return ''
    case 'browse':
      return 'Browse channels · '
    case 'threads':
      return 'Threads · '
    case 'later':
      return 'Drafts and reminders · '
    case 'settings':
      return 'Settings · '
    case 'admin':
      return 'Administration · '
    case 'invite':
      return 'Invitation · '
    case 'channel': {
      const channel = channels.find(({ id }) => id === view.channelId)
      return channel ? `${channelTitle(channel)} · ` : ''
    }
  }
}

export function useDocumentTitle(view: View, channels: readonly ChannelSummary[]): void {
  const title = documentTitle(view, channels)
  useEffect(() => {
    document.title = title
  }, [title])
}
