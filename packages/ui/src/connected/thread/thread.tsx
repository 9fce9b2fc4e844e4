'use client'

import type { Channel } from '@chime/client'
import { useChannel, useMe, useReadable } from '@chime/client/react'
import { useCallback, useState } from 'react'
import { SkeletonMessages } from '../../primitives/skeleton.tsx'
import { ThreadPanel } from '../../thread/thread-panel.tsx'
import { useAside } from '../aside/aside.tsx'
import { channelTitle } from '../channel/channel-title.ts'
import { ConversationBody } from '../conversation/conversation-body.tsx'
import { nullReadable } from '../hooks/readables.ts'
import { useNotices } from '../provider/notices.tsx'
import type { Place } from '../provider/place.ts'
import { ThreadParent } from './thread-parent.tsx'
import { useThread } from './use-thread.ts'

export type ThreadProps = {
  channelId: string
  /** The number of the message that the thread belongs to. If it has no thread yet, the server creates one. */
  number: number
  /** Called at "Close" and Esc. Default: the aside that it is in closes. */
  onClose?: (() => void) | undefined
}

/** The thread of a message: the message itself, the replies, and a composer. */
export function Thread({ channelId, number, onClose }: ThreadProps) {
  const me = useMe()
  const { summary: parentChannel } = useChannel(channelId)
  const { setAside } = useAside()
  const { notifyError } = useNotices()
  const thread = useThread({ channelId, number })
  const following = useReadable(thread?.summary ?? nullReadable)?.membership !== null

  return (
    <ThreadPanel
      channel={parentChannel ? channelTitle(parentChannel) : ''}
      following={thread && parentChannel?.membership ? following : undefined}
      onFollow={(follow) => {
        if (!thread) return
        const done = follow ? thread.follow() : thread.unfollow()
        done.catch(notifyError)
      }}
      onClose={onClose ?? (() => setAside(null))}
    >
      {me && thread ? (
        <ThreadConversation {...{ channelId, number, thread, meId: me.id }} />
      ) : (
        <SkeletonMessages rows={4} />
      )}
    </ThreadPanel>
  )
}

type ThreadConversationProps = { channelId: string; number: number; thread: Channel; meId: string }

function ThreadConversation({ channelId, number, thread, meId }: ThreadConversationProps) {
  const [around, setAround] = useState<number | null>(null)
  const placeOf = useCallback((): Place => ({ name: 'thread', channelId, number }), [channelId, number])
  return (
    <ConversationBody
      key={thread.id}
      channelId={thread.id}
      parentId={channelId}
      title="the thread"
      start={<ThreadParent parent={{ channelId, number }} meId={meId} />}
      around={around}
      placeOf={placeOf}
      onThread={noNestedThreads}
      onShowMessage={setAround}
    />
  )
}

/** A message in a thread cannot have a thread of its own. */
const noNestedThreads = () => {}
