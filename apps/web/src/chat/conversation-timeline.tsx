'use client'

import type { Channel, Timeline } from '@chime/client'
import type { ChannelSummary } from '@chime/protocol'
import { MessageList, type MessageListProps } from '@chime/ui'
import { channelTitle } from './channel-title.ts'
import { useChatPanels } from './panels.tsx'
import type { useReadMarker } from './use-read-marker.ts'

type ConversationTimelineProps = {
  channel: Channel
  summary: ChannelSummary | null
  timeline: Timeline
  around: number | null
  marker: ReturnType<typeof useReadMarker>
  title?: string
} & Pick<
  MessageListProps,
  | 'meId'
  | 'users'
  | 'quoted'
  | 'receipts'
  | 'emoji'
  | 'rights'
  | 'start'
  | 'onAction'
  | 'onReact'
  | 'onVote'
  | 'onClosePoll'
  | 'onShowMessage'
>

/** The messages of a channel, or of a thread. */
export function ConversationTimeline({
  channel,
  summary,
  timeline,
  around,
  marker,
  title,
  ...shared
}: ConversationTimelineProps) {
  const { openPerson } = useChatPanels()
  return (
    <MessageList
      {...shared}
      channelId={channel.id}
      title={title ?? (summary ? channelTitle(summary) : '')}
      kind={summary?.kind ?? 'group'}
      items={timeline.items}
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
      onOpenUser={openPerson}
      around={around}
    />
  )
}
