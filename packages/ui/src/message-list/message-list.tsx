'use client'

import type { ChannelKind } from '@chime/protocol'
import type { ReactNode } from 'react'
import type { Person } from '../person.ts'
import type { TimelineItem } from '../timeline.ts'

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
  onCopyLink: (number: number) => void
  onMarkUnread: (number: number) => void
  onOpenUser?: (userId: string) => void
  /** Opens at this message and flashes it; also when it changes later. Its window must be in `items` by then. */
  around?: number | null
  /** In place of the standard words at the start of the conversation. */
  start?: ReactNode
}

export function MessageList(_props: MessageListProps) {
  return null
}
