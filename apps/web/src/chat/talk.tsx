'use client'

import type { Channel } from '@chime/client'
import { useReceipts, useTimeline } from '@chime/client/react'
import type { ChannelSummary, Message } from '@chime/protocol'
import { DropZone } from '@chime/ui'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { ConversationTimeline } from './conversation-timeline.tsx'
import { MessageDialogs } from './later-dialogs.tsx'
import { useRights } from './message-rights.ts'
import { useDraft } from './use-draft.ts'
import { useEmoji } from './use-emoji.ts'
import { useFiles } from './use-files.ts'
import { useMessageActions } from './use-message-actions.ts'
import { useMessageDialog } from './use-message-dialog.ts'
import { useQuoted } from './use-quoted.ts'
import type { useReadMarker } from './use-read-marker.ts'
import { useTimelinePeople } from './use-timeline-people.ts'
import { WriteArea } from './write-area.tsx'

export type TalkProps = {
  channel: Channel
  summary: ChannelSummary | null
  /** The same, but for a thread: the channel that it is in. */
  home: ChannelSummary | null
  meId: string
  around: number | null
  marker: ReturnType<typeof useReadMarker>
  onThread: (message: Message) => void
  /** Brings a message that is not in the window. */
  onShowMessage: (number: number) => void
  title?: string
  start?: ReactNode
  linkTo?: (number: number) => string
}

/** What is said in a channel or a thread, and where one says more. */
export function Talk(props: TalkProps) {
  const { channel, summary, home, meId, around, marker, onThread } = props
  const timeline = useTimeline(channel.id, around ? { around } : undefined)
  const receipts = useReceipts(channel.id)
  const draft = useDraft(meId, channel)
  const files = useFiles(channel)
  const emoji = useEmoji()
  const rights = useRights(summary, home)
  const quoted = useQuoted(channel, timeline.items, draft.replyTo)
  const { dialog, open, close } = useMessageDialog()
  const [editing, setEditing] = useState<number | null>(null)

  const find = (number: number | null): Message | null => {
    const item = timeline.items.find((one) => one.state === 'sent' && one.message.number === number)
    return item?.state === 'sent' ? item.message : null
  }
  const answered = find(draft.replyTo) ?? (draft.replyTo === null ? null : (quoted(draft.replyTo) ?? null))
  const others = useMemo(
    () => [meId, ...(answered?.userId ? [answered.userId] : []), ...receipts.map(({ userId }) => userId)],
    [meId, answered, receipts],
  )
  const users = useTimelinePeople(timeline.items, others)

  const { setReplyTo } = draft
  const actions = useMessageActions({
    channel,
    onReply: useCallback(
      ({ number }) => {
        setEditing(null)
        setReplyTo(number)
      },
      [setReplyTo],
    ),
    onEdit: useCallback(({ number }) => setEditing(number), []),
    onThread,
    onMarkUnread: marker.markUnread,
    onDialog: open,
    ...(props.linkTo && { linkTo: props.linkTo }),
  })
  // Deleted meanwhile, on another device perhaps: there is nothing to edit any more.
  const edited = find(editing)
  const isEditing = edited !== null && edited.deletedAt === null

  return (
    <DropZone onFiles={rights.write && !isEditing ? files.add : undefined}>
      <ConversationTimeline
        {...{ channel, summary, timeline, around, marker, meId, users, emoji, quoted, receipts, rights }}
        {...actions}
        onShowMessage={props.onShowMessage}
        {...(props.title !== undefined && { title: props.title })}
        {...(props.start !== undefined && { start: props.start })}
      />
      <WriteArea
        {...{ channel, summary, home, meId, draft, files, emoji, rights }}
        answered={answered && { message: answered, author: answered.userId ? users(answered.userId) : null }}
        editing={isEditing ? edited : null}
        onEdit={setEditing}
        onEditLast={() => setEditing(lastOwn(timeline.items, meId))}
        onDialog={open}
        onSent={marker.markAllRead}
      />
      {dialog && <MessageDialogs channel={channel} dialog={dialog} onClose={close} />}
    </DropZone>
  )
}

/** The number of my last message that can be edited. */
function lastOwn(items: ReturnType<typeof useTimeline>['items'], meId: string): number | null {
  const item = items.findLast(
    (one) =>
      one.state === 'sent' &&
      one.message.userId === meId &&
      one.message.kind === 'user' &&
      !one.message.deletedAt &&
      !one.message.poll &&
      !one.message.forwarded,
  )
  return item?.state === 'sent' ? item.message.number : null
}
