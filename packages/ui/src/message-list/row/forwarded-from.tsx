import type { Message } from '@chime/protocol'
import { Forward } from 'lucide-react'
import { fullTime, shortTime } from '../../times.ts'
import { displayName, type Person } from '../../user/person.ts'

type ForwardedFromProps = {
  forwarded: NonNullable<Message['forwarded']>
  users: (userId: string) => Person | null
}

/** Stands above a forwarded message: who wrote it, and when. */
export function ForwardedFrom({ forwarded, users }: ForwardedFromProps) {
  const author = displayName(forwarded.userId === null ? null : users(forwarded.userId))
  return (
    <p className="flex h-6 items-center gap-1.5 text-ink-muted text-sm" title={fullTime(forwarded.createdAt)}>
      <Forward aria-hidden className="size-3.5 shrink-0 rtl:-scale-x-100" />
      <span className="min-w-0 truncate">
        Forwarded, from <bdi className="font-medium">{author}</bdi>, {shortTime(forwarded.createdAt)}
      </span>
    </p>
  )
}
