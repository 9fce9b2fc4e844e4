'use client'

import type { Message } from '@chime/protocol'
import { MessagesSquare } from 'lucide-react'
import { useMinute } from '../calendar/use-calendar.ts'
import { Page } from '../frame/page.tsx'
import { MessageCard, type MessagePlace } from '../message/message-card.tsx'
import { Badge } from '../primitives/badge.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { SkeletonMessages } from '../primitives/skeleton.tsx'
import type { RenderLink } from '../render-link.ts'
import { timeAgo } from '../times.ts'
import type { Person } from '../user/person.ts'

/** A thread in the list; `place` is the channel of its message. */
export type ThreadEntry = {
  /** The id of the thread's own channel. */
  id: string
  /** The message that it belongs to; null while that is not known. */
  parent: Message | null
  author: Person | null
  place: MessagePlace
  href: string
  unread: number
  mentions: number
  replies: number
  lastReplyAt: string | null
}

export type ThreadsPageProps = {
  /** In the order in which they are shown. */
  threads: readonly ThreadEntry[]
  loading?: boolean
  error?: string | null
  renderLink: RenderLink
  onBack: () => void
}

/** The page with the threads that I follow. */
export function ThreadsPage({ threads, loading = false, error, renderLink, onBack }: ThreadsPageProps) {
  return (
    <Page title="Threads" onBack={onBack}>
      {error && <FormError error={error} />}
      {loading && threads.length === 0 && <SkeletonMessages rows={4} className="px-0 sm:px-0" />}
      {!loading && !error && threads.length === 0 && (
        <EmptyState
          icon={<MessagesSquare />}
          title="You follow no threads"
          text="Threads are listed here in which you write or are called, and those below your messages."
        />
      )}
      {threads.length > 0 && (
        <ul aria-label="Threads" className="-mx-2 flex flex-col gap-1">
          {threads.map((thread) => (
            <li key={thread.id}>
              {thread.parent ? (
                <MessageCard
                  message={thread.parent}
                  author={thread.author}
                  place={thread.place}
                  href={thread.href}
                  renderLink={renderLink}
                  action={<Unread {...thread} />}
                  footer={<ReplyCount {...thread} />}
                />
              ) : (
                <SkeletonMessages rows={1} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Page>
  )
}

function Unread({ unread, mentions }: ThreadEntry) {
  if (unread === 0) return null
  return (
    <Badge variant={mentions > 0 ? 'accent' : 'neutral'}>
      {unread > 99 ? '99+' : unread}
      <span className="sr-only"> unread</span>
    </Badge>
  )
}

function ReplyCount({ replies, lastReplyAt }: ThreadEntry) {
  useMinute()
  return (
    <p className="mt-1 text-accent-text text-xs">
      <span className="font-medium">
        {replies} {replies === 1 ? 'reply' : 'replies'}
      </span>
      {lastReplyAt && <span className="text-ink-muted"> · last one {timeAgo(lastReplyAt)}</span>}
    </p>
  )
}
