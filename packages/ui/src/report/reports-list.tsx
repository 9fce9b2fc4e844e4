'use client'

import type { Message, Report } from '@chime/protocol'
import { ShieldCheck } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useMinute } from '../calendar/use-calendar.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { Badge } from '../primitives/badge.tsx'
import { Button } from '../primitives/button.tsx'
import { ConfirmDialog } from '../primitives/confirm-dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { More } from '../primitives/more.tsx'
import { SkeletonMessages } from '../primitives/skeleton.tsx'
import type { RenderLink } from '../render-link.ts'
import { fullTime, timeAgo } from '../times.ts'
import { Avatar } from '../user/avatar.tsx'
import { displayName } from '../user/person.ts'

export type ReportsListProps = {
  reports: readonly Report[]
  loading: boolean
  error: string | null
  hasMore: boolean
  onMore: () => void
  /** This and the others reject with an Error whose message is shown. */
  onResolve: (reportId: string) => Promise<void>
  onDelete: (message: Message) => Promise<void>
  onSuspend: (userId: string) => Promise<void>
  /** The address of the reported message; null if there is none that the reader could open. */
  hrefOf: (report: Report) => string | null
  renderLink: RenderLink
}

/** For admins: what people have reported, the newest first. */
export function ReportsList(props: ReportsListProps) {
  const { reports, loading, error, hasMore, onMore } = props
  return (
    <div>
      <FormError error={error} />
      {loading && reports.length === 0 && <SkeletonMessages rows={3} className="px-0 sm:px-0" />}
      {!loading && !error && reports.length === 0 && (
        <p className="flex items-center gap-2 py-2 text-ink-muted text-sm">
          <ShieldCheck aria-hidden className="size-4" />
          There is nothing to look at.
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {reports.map((report) => (
          <Item key={report.id} report={report} {...props} />
        ))}
      </ul>
      {hasMore && <More loading={loading} onMore={onMore} />}
    </div>
  )
}

function Item({ report, onResolve, onDelete, onSuspend, hrefOf, renderLink }: ReportsListProps & { report: Report }) {
  useMinute()
  const { reporter, user, message, content, reason, createdAt, resolvedAt } = report
  const { submit, pending, error } = useSubmit(onResolve)
  const [suspending, setSuspending] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const href = hrefOf(report)
  const name = displayName(user)
  return (
    <li className="rounded-lg border border-line p-4">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-muted text-sm">
        <Avatar user={user} size="sm" />
        <span className="min-w-0">
          <bdi className="font-semibold text-ink">{name}</bdi> {message || content !== null ? 'for a message' : ''}{' '}
          reported by <bdi className="font-medium text-ink">{displayName(reporter)}</bdi>
        </span>
        <time dateTime={createdAt} title={fullTime(createdAt)} className="text-xs">
          {timeAgo(createdAt)}
        </time>
        {resolvedAt && (
          <Badge size="sm" variant="soft">
            resolved
          </Badge>
        )}
      </p>
      <p dir="auto" className="mt-2 whitespace-pre-line text-ink text-sm [overflow-wrap:anywhere]">
        {reason}
      </p>
      {content !== null && (
        <Quote>
          {content || 'A message without text'}
          {message?.deletedAt ? (
            <span className="block text-ink-faint text-xs">It was deleted since.</span>
          ) : (
            message &&
            message.content !== content && (
              <span className="block text-ink-faint text-xs">It was edited since: {message.content}</span>
            )
          )}
        </Quote>
      )}
      <FormError error={error} />
      <div className="mt-3 flex flex-wrap gap-2">
        {!resolvedAt && (
          <Button size="sm" variant="primary" pending={pending} onClick={() => void submit(report.id)}>
            Resolve
          </Button>
        )}
        {href && (
          <Button size="sm" asChild>
            {renderLink({ href, children: 'Open message' })}
          </Button>
        )}
        {message && !message.deletedAt && (
          <Button size="sm" variant="ghost" onClick={() => setDeleting(true)}>
            Delete message
          </Button>
        )}
        {user && (
          <Button size="sm" variant="ghost" onClick={() => setSuspending(true)}>
            Suspend {name}
          </Button>
        )}
      </div>
      {message && (
        <ConfirmDialog
          danger
          open={deleting}
          onOpenChange={setDeleting}
          title="Delete this message?"
          text="It is gone for everybody, with its files and reactions. What it said when it was reported stays here."
          confirmLabel="Delete"
          onConfirm={() => onDelete(message)}
        />
      )}
      {user && (
        <ConfirmDialog
          danger
          open={suspending}
          onOpenChange={setSuspending}
          title={`Suspend ${name}?`}
          text="They are signed out everywhere and cannot sign in until they are let in again. What they wrote stays."
          confirmLabel="Suspend"
          onConfirm={() => onSuspend(user.id)}
        />
      )}
    </li>
  )
}

function Quote({ children }: { children: ReactNode }) {
  return (
    <blockquote
      dir="auto"
      className="mt-2 line-clamp-6 whitespace-pre-line border-line-strong border-s-2 ps-3 text-ink-muted text-sm [overflow-wrap:anywhere]"
    >
      {children}
    </blockquote>
  )
}
