'use client'

import type { Message } from '@chime/protocol'
import { useMinute } from '../../calendar/use-calendar.ts'
import { slot } from '../../slots/slot.tsx'
import { timeAgo } from '../../times.ts'
import { Avatar } from '../../user/avatar.tsx'
import { displayName, type Person } from '../../user/person.ts'

type ThreadSummaryProps = {
  thread: NonNullable<Message['thread']>
  users: (userId: string) => Person | null
  onOpen: () => void
}

/** Stands below a message that has a thread: who answered, how often, and when last. A click opens the thread. */
export const ThreadSummary = slot('ThreadSummary', ThreadSummaryView)

function ThreadSummaryView({ thread, users, onOpen }: ThreadSummaryProps) {
  useMinute()
  const faces = thread.userIds.map((id) => ({ id, user: users(id) }))
  return (
    <button
      type="button"
      onClick={onOpen}
      className="-ms-1.5 mt-1 flex h-8 max-w-full cursor-pointer items-center gap-2 rounded-md border border-transparent px-1.5 text-sm transition-colors duration-100 hover:border-line hover:bg-canvas"
    >
      <span className="flex gap-0.5" title={faces.map(({ user }) => displayName(user)).join(', ')}>
        {faces.map(({ id, user }) => (
          <Avatar key={id} user={user} size="xs" />
        ))}
      </span>
      <span className="font-semibold text-accent-text">
        {thread.replies} {thread.replies === 1 ? 'reply' : 'replies'}
      </span>
      {thread.lastReplyAt && (
        <span className="truncate text-ink-muted text-xs">last {timeAgo(thread.lastReplyAt)}</span>
      )}
    </button>
  )
}
