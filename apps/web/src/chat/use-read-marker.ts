import type { Channel } from '@chime/client'
import type { ChannelSummary } from '@chime/protocol'
import { useCallback } from 'react'
import { toastError } from '../toasts/toast.ts'

/** My read marker in one channel. The message list knows what was seen, and holds still after "mark unread". */
export function useReadMarker(channel: Channel, summary: ChannelSummary | null) {
  const membership = summary?.membership ?? null
  return {
    onRead: useCallback((number: number) => void channel.markRead(number), [channel]),
    markAllRead: useCallback(() => void channel.markRead(), [channel]),
    markUnread: useCallback((number: number) => void channel.markUnread(number).catch(toastError), [channel]),
    /** The first unread message, null when there is none. */
    firstUnread: membership && membership.unread > 0 ? membership.readNumber + 1 : null,
  }
}
