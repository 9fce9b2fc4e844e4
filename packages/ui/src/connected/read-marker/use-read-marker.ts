import type { Channel } from '@chime/client'
import type { ChannelSummary } from '@chime/protocol'
import { useCallback } from 'react'
import { useNotices } from '../provider/notices.tsx'

/**
 * My read marker in one channel. The message list reports which messages were seen. After "mark unread" it reports
 * nothing until I send a message or mark the channel as read, so that the message stays unread.
 */
export function useReadMarker(channel: Channel, summary: ChannelSummary | null) {
  const { notifyError } = useNotices()
  const membership = summary?.membership ?? null
  return {
    onRead: useCallback((number: number) => void channel.markRead(number), [channel]),
    markAllRead: useCallback(() => void channel.markRead(), [channel]),
    markUnread: useCallback(
      (number: number) => void channel.markUnread(number).catch(notifyError),
      [channel, notifyError],
    ),
    /** The number of the first unread message; null if there is none. */
    firstUnread: membership && membership.unread > 0 ? membership.readNumber + 1 : null,
  }
}
