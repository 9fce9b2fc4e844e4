'use client'

import { useReceipts, useTimeline } from '@chime/client/react'
import type { Message } from '@chime/protocol'
import { type ReactNode, useCallback, useMemo } from 'react'
import { MessageList as MessageListView } from '../../message-list/list/message-list.tsx'
import { useAside, useHasAside } from '../aside/aside.tsx'
import { channelTitle } from '../channel/channel-title.ts'
import { ConversationScope, useConversation, useScope } from '../conversation/conversation-scope.tsx'
import { useDialogs } from '../dialogs/dialogs.tsx'
import { useEmojiUrls } from '../emoji/use-emoji-urls.ts'
import { useGroupsByHandle } from '../group/use-groups-by-handle.ts'
import { useMessageActions } from '../message/use-message-actions.ts'
import { useQuotedMessages } from '../message/use-quoted-messages.ts'
import { useHost } from '../provider/host.tsx'
import type { Place } from '../provider/place.ts'
import { useSavedNumbers } from '../saved/use-saved-numbers.ts'
import { useTimelineUsers } from './use-timeline-users.ts'

export type MessageListProps = {
  /** A channel or a thread. Default: that of the conversation around it. */
  channelId?: string | undefined
  /** The number of a message to load, to scroll to and to highlight; null: none. */
  around?: number | null | undefined
  /**
   * Called with the number of a message that is not in the loaded part of the timeline, to show it: pass it as `around`.
   * Default: the app goes to the place of that message.
   */
  onShowMessage?: ((number: number) => void) | undefined
  /** Opens the thread of a message. Default: it opens in the aside, or the app goes to its place. */
  onThread?: ((message: Message) => void) | undefined
  /** The place that a link to a message leads to. Default: the message in this channel. */
  placeOf?: ((number: number) => Place) | undefined
  /** How the conversation is called. Default: the name of the channel. */
  title?: string | undefined
  /** Shown at the start of the conversation, in place of the standard text. */
  start?: ReactNode
}

/**
 * The messages of a channel or a thread: live, with all that one can do with them. Alone, without a conversation around
 * it, it offers neither to answer nor to edit, because there is nothing to write in.
 */
export function MessageList({ channelId, ...props }: MessageListProps) {
  const scope = useScope()
  if (channelId !== undefined && scope?.channel.id !== channelId) {
    return (
      <ConversationScope channelId={channelId} readOnly>
        <ScopedMessageList {...props} />
      </ConversationScope>
    )
  }
  return <ScopedMessageList {...props} />
}

function ScopedMessageList({ around = null, title, start, placeOf, ...props }: Omit<MessageListProps, 'channelId'>) {
  const { channel, summary, meId, rights, readMarker, edit, openDialog } = useConversation()
  const { openUser, openGroup } = useDialogs()
  const timeline = useTimeline(channel.id, around ? { around } : undefined)
  const receipts = useReceipts(channel.id)
  const emoji = useEmojiUrls()
  const groups = useGroupsByHandle()
  const saved = useSavedNumbers(channel.id)
  const quotedOf = useQuotedMessages(channel, timeline.items, null)
  const otherIds = useMemo(() => [...(meId ? [meId] : []), ...receipts.map(({ userId }) => userId)], [meId, receipts])
  const userOf = useTimelineUsers(timeline.items, otherIds)
  const { onShowMessage, onThread } = useWaysOut(channel.id, props)
  const actions = useMessageActions({
    channel,
    onReply: useCallback(
      ({ number }) => {
        edit(null)
        channel.setDraft(channel.draft.get()?.content ?? '', number)
      },
      [channel, edit],
    ),
    onEdit: useCallback(({ number }) => edit(number), [edit]),
    onThread,
    onMarkUnread: readMarker.markUnread,
    onDialog: openDialog,
    placeOf,
  })
  return (
    <MessageListView
      {...{ meId, emoji, groups, receipts, rights, saved, around, onShowMessage }}
      {...actions}
      users={userOf}
      quoted={quotedOf}
      channelId={channel.id}
      title={title ?? (summary ? channelTitle(summary) : '')}
      kind={summary?.kind ?? 'group'}
      items={timeline.items}
      firstUnread={readMarker.firstUnread}
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
      onRead={readMarker.onRead}
      onRetry={(clientId) => channel.retry(clientId)}
      onDiscard={(clientId) => channel.discard(clientId)}
      onOpenUser={openUser}
      onOpenGroup={openGroup}
      start={start}
    />
  )
}

/** What leads out of the list, as far as the caller does not do it. */
function useWaysOut(channelId: string, props: Pick<MessageListProps, 'onShowMessage' | 'onThread'>) {
  const { open } = useHost()
  const { setAside } = useAside()
  const hasAside = useHasAside()
  const show = useCallback((number: number) => open({ name: 'message', channelId, number }), [open, channelId])
  const thread = useCallback(
    ({ number }: Message) => {
      if (hasAside) setAside({ name: 'thread', channelId, number })
      else open({ name: 'thread', channelId, number })
    },
    [hasAside, setAside, open, channelId],
  )
  return { onShowMessage: props.onShowMessage ?? show, onThread: props.onThread ?? thread }
}
