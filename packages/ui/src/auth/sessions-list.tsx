'use client'

import type { Session } from '@chime/protocol'
import { Monitor, Smartphone } from 'lucide-react'
import { useMinute } from '../calendar/use-calendar.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { Badge } from '../primitives/badge.tsx'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { fullTime, timeAgo } from '../times.ts'

export type SessionsListProps = {
  sessions: readonly Session[]
  loading?: boolean
  error?: string | null
  /** Rejects with an Error whose message is shown. */
  onRevoke: (sessionId: string) => Promise<void>
  /** Signs out all devices but this one. Left out: there is no button for it. Rejects as `onRevoke` does. */
  onRevokeOthers?: () => Promise<void>
}

/** The devices on which I am signed in, each with a button that signs it out. Put it into a page or a dialog. */
export function SessionsList({ sessions, loading, error, onRevoke, onRevokeOthers }: SessionsListProps) {
  const hasOthers = sessions.some(({ current }) => !current)
  return (
    <div>
      <FormError error={error} />
      {loading && sessions.length === 0 && <SkeletonRows rows={3} />}
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <Item key={session.id} session={session} onRevoke={onRevoke} />
        ))}
      </ul>
      {hasOthers && onRevokeOthers && <RevokeOthers onRevokeOthers={onRevokeOthers} />}
    </div>
  )
}

function RevokeOthers({ onRevokeOthers }: { onRevokeOthers: () => Promise<void> }) {
  const { submit, pending, error } = useSubmit(onRevokeOthers)
  return (
    <div className="flex flex-col items-start gap-2 pt-3">
      <Button pending={pending} onClick={() => void submit()}>
        Sign out all others
      </Button>
      <FormError error={error} />
    </div>
  )
}

function Item({ session, onRevoke }: { session: Session; onRevoke: SessionsListProps['onRevoke'] }) {
  useMinute()
  const { submit, pending, error } = useSubmit(onRevoke)
  const { device } = session
  const Icon = device.mobile ? Smartphone : Monitor
  return (
    <li className="flex items-center gap-3 py-3">
      <span
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-active text-ink-muted"
      >
        <Icon className="size-4.5" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium text-ink text-sm">
          <span className="truncate">{device.name}</span>
          {session.current && (
            <Badge variant="soft" size="sm">
              this one
            </Badge>
          )}
        </p>
        <p className="truncate text-ink-muted text-xs">
          {session.address && `${session.address} · `}
          <time dateTime={session.lastUsedAt} title={fullTime(session.lastUsedAt)}>
            {session.current ? 'in use now' : `last used ${timeAgo(session.lastUsedAt)}`}
          </time>
        </p>
        <FormError error={error} />
      </div>
      {!session.current && (
        <Button
          size="sm"
          pending={pending}
          aria-label={`Sign out ${device.name}`}
          onClick={() => void submit(session.id)}
        >
          Sign out
        </Button>
      )}
    </li>
  )
}
