'use client'

import type { Channel } from '@chime/client'
import { useTimeline } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { MessageList } from '@chime/ui'
import { useCallback } from 'react'
import { toast } from '../toasts/toast.ts'
import { channelTitle } from './channel-title.ts'
import { paths } from './routes.ts'
import { useAuthors } from './use-people.ts'
import type { useReadMarker } from './use-read-marker.ts'

type ConversationTimelineProps = {
  channel: Channel
  summary: ChannelSummary | null
  meId: string
  around: number | null
  marker: ReturnType<typeof useReadMarker>
}

export function ConversationTimeline({ channel, summary, meId, around, marker }: ConversationTimelineProps) {
  const timeline = useTimeline(channel.id, around ? { around } : undefined)
  const users = useAuthors(timeline.items, meId)
  const copyLink = useCallback(
    (number: number) => {
      const link = new URL(paths.message(channel.id, number), window.location.origin).href
      copyText(link).then(
        () => toast('success', 'Link copied'),
        () => toast('error', 'The link could not be copied', link),
      )
    },
    [channel.id],
  )

  return (
    <MessageList
      channelId={channel.id}
      title={summary ? channelTitle(summary) : ''}
      kind={summary?.kind ?? 'group'}
      items={timeline.items}
      users={users}
      meId={meId}
      firstUnread={marker.firstUnread}
      status={timeline.status}
      onReload={() => void channel.jumpToLatest()}
      hasBefore={timeline.hasBefore}
      hasAfter={timeline.hasAfter}
      loadingBefore={timeline.loadingBefore}
      loadingAfter={timeline.loadingAfter}
      onLoadBefore={() => void channel.loadBefore()}
      onLoadAfter={() => void channel.loadAfter()}
      onJumpToLatest={() => void channel.jumpToLatest()}
      newCount={summary?.membership?.unread ?? 0}
      onRead={marker.onRead}
      onRetry={(clientId) => channel.retry(clientId)}
      onDiscard={(clientId) => channel.discard(clientId)}
      onCopyLink={copyLink}
      onMarkUnread={marker.markUnread}
      around={around}
    />
  )
}

/** The clipboard is missing on pages that are neither https nor on this machine. */
async function copyText(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error('no clipboard')
  await navigator.clipboard.writeText(text)
}
