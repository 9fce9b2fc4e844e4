'use client'

import { useChannel } from '@chime/client/react'
import { Suspense, useMemo } from 'react'
import { SkeletonMessages } from '../../primitives/skeleton.tsx'
import { ThreadStart } from '../../thread/thread-start.tsx'
import { useDialogs } from '../dialogs/dialogs.tsx'
import { useEmojiUrls } from '../emoji/use-emoji-urls.ts'
import { useGroupsByHandle } from '../group/use-groups-by-handle.ts'
import { LazyMessageDialogs } from '../message/lazy-message-dialogs.tsx'
import { useMessageRights } from '../message/message-rights.ts'
import { useMessage } from '../message/use-message.ts'
import { useMessageActions } from '../message/use-message-actions.ts'
import { useMessageDialog } from '../message/use-message-dialog.ts'
import { useQuotedMessages } from '../message/use-quoted-messages.ts'
import { useTimelineUsers } from '../message-list/use-timeline-users.ts'
import { useSavedNumbers } from '../saved/use-saved-numbers.ts'

type ThreadParentProps = { parent: { channelId: string; number: number }; meId: string }

/** The message that the thread belongs to, at the top of the thread. */
export function ThreadParent({ parent, meId }: ThreadParentProps) {
  const { channel, summary } = useChannel(parent.channelId)
  const message = useMessage(parent)
  const items = useMemo(() => (message ? [{ state: 'sent' as const, message, blocked: false }] : []), [message])
  const quotedOf = useQuotedMessages(channel, items, null)
  const quotedUserId = message?.replyTo ? (quotedOf(message.replyTo)?.userId ?? null) : null
  const userOf = useTimelineUsers(
    items,
    useMemo(() => (quotedUserId === null ? [meId] : [meId, quotedUserId]), [meId, quotedUserId]),
  )
  const emoji = useEmojiUrls()
  const groups = useGroupsByHandle()
  const { openGroup } = useDialogs()
  const saved = useSavedNumbers(parent.channelId)
  const channelRights = useMessageRights(summary, summary)
  // One replies with the composer of the thread, and edits the message in its own channel.
  const rights = useMemo(() => ({ ...channelRights, write: false, thread: false, member: false }), [channelRights])
  const { dialog, open, close } = useMessageDialog()
  const actions = useMessageActions({
    channel,
    onReply: notOffered,
    onEdit: notOffered,
    onThread: notOffered,
    onMarkUnread: notOffered,
    onDialog: open,
  })
  if (!message) return <SkeletonMessages rows={1} />
  return (
    <>
      <ThreadStart
        {...{ message, meId, emoji, groups, rights, saved }}
        onOpenGroup={openGroup}
        users={userOf}
        quoted={quotedOf}
        {...actions}
        replies={message.thread?.replies ?? 0}
      />
      {dialog && (
        <Suspense fallback={null}>
          <LazyMessageDialogs channel={channel} dialog={dialog} onClose={close} />
        </Suspense>
      )}
    </>
  )
}

/** For actions that the rights above take out of the menu. */
const notOffered = () => {}
