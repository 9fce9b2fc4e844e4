'use client'

import type { ChannelKind, Message } from '@chime/protocol'
import { CloudOff } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import type { Person } from '../person.ts'
import { Button } from '../primitives/button.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { SkeletonMessages } from '../primitives/skeleton.tsx'
import type { TimelineItem } from '../timeline.ts'
import { useHydrated } from '../use-hydrated.ts'
import { loadMarkdown } from './message-text.tsx'
import type { MessageAction, MessageRights } from './rights.ts'
import type { FileUrl } from './row-view.ts'
import { TimelineView } from './timeline-view.tsx'

export type MessageListProps = {
  /** Changing it starts afresh: position, the "New" line, what counts as read. */
  channelId: string
  title: string
  kind: ChannelKind
  /** A contiguous window: sent messages ascending by number, then mine that are not sent yet. */
  items: readonly TimelineItem[]
  /** Null: not known (yet). Rows change when what this returns for them changes. */
  users: (userId: string) => Person | null
  meId: string
  /** The first unread message; live or as it was on opening: the list keeps its "New" line by itself. */
  firstUnread: number | null
  status: 'loading' | 'ready' | 'error'
  /** With `status: 'error'`: try again. */
  onReload?: () => void
  hasBefore: boolean
  hasAfter: boolean
  loadingBefore?: boolean
  loadingAfter?: boolean
  /** Called near the start while `hasBefore` and not `loadingBefore`. */
  onLoadBefore: () => void
  onLoadAfter: () => void
  /** Called when the reader wants the newest and `hasAfter`: load the last page; the list goes to its end by itself. */
  onJumpToLatest: () => void
  /** For the "Jump to latest" pill; usually the channel's unread count. */
  newCount?: number
  /** The newest message seen, growing, at most every 200 ms, and only while the window has the reader's attention. */
  onRead: (number: number) => void
  onRetry: (clientId: string) => void
  onDiscard: (clientId: string) => void
  /** What I may do here; keep it the same object while it says the same. */
  rights: MessageRights
  /** What was chosen in a message's menu, or a look at what it said before it was edited. */
  onAction: (action: MessageAction | 'versions', message: Message) => void
  /** @param on false: takes my reaction back */
  onReact: (message: Message, emoji: string, on: boolean) => void
  /** @param options all that I choose, by their places; none takes my vote back */
  onVote: (message: Message, options: number[]) => void
  onClosePoll: (message: Message) => void
  /** A message outside of `items` is to be shown: bring it with `around`. */
  onShowMessage: (number: number) => void
  /** A message that another one answers and that is not in `items`: undefined while it is being asked for. */
  quoted?: (number: number) => Message | null | undefined
  /** Addresses of the server's own emoji, by name. */
  emoji?: ReadonlyMap<string, string>
  /** Others' read markers, where they are shown. */
  receipts?: readonly { userId: string; readNumber: number }[]
  /** Where the bytes of a file are; default: the server's `/files/<id>`. */
  fileUrl?: FileUrl
  onOpenUser?: (userId: string) => void
  /** Opens at this message and flashes it; also when it changes later. Its window must be in `items` by then. */
  around?: number | null
  /** In place of the standard words at the start of the conversation. */
  start?: ReactNode
}

/**
 * The messages of a channel, virtualised both ways. It opens at the first unread message (else at the end), follows
 * the end while the reader is there, and keeps its place while pages come and go above.
 */
export function MessageList(props: MessageListProps) {
  const hydrated = useHydrated()
  useEffect(loadMarkdown, [])
  const { items, status, title } = props
  if (items.length === 0 && status === 'error') {
    return (
      <EmptyState
        icon={<CloudOff />}
        title="The messages could not be loaded"
        text="This is usually over in a moment."
        action={props.onReload && <Button onClick={props.onReload}>Try again</Button>}
      />
    )
  }
  // Times and days are the reader's, not the server's, so the rows are only made in the browser.
  if (!hydrated || (items.length === 0 && status === 'loading')) {
    return (
      <div
        role="log"
        aria-busy
        aria-label={`Messages in ${title}`}
        className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden"
      >
        <SkeletonMessages rows={10} />
      </div>
    )
  }
  return <TimelineView key={props.channelId} {...props} />
}
