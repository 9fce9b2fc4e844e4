'use client'

import type { Draft, Message, Reminder, Scheduled } from '@chime/protocol'
import { AlarmClock, CalendarClock, PencilLine, Send, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { KindIcon } from '../channel/kind-icon.tsx'
import { cn } from '../class-names.ts'
import { Page, PageSection } from '../frame/page.tsx'
import type { RenderLink } from '../link.ts'
import { displayName, type Person } from '../person.ts'
import { Badge } from '../primitives/badge.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { useSubmit } from '../primitives/use-submit.ts'
import type { MessagePlace } from '../search/message-card.tsx'
import { fullTime, shortTime, timeAgo, timeUntil } from '../times.ts'

type Placed = { place: MessagePlace; href: string }

export type DraftEntry = Placed & { draft: Draft }
export type ScheduledEntry = Placed & { scheduled: Scheduled }
/** `message` is undefined while it is asked for, and null when it is not there for me any more. */
export type ReminderEntry = Placed & { reminder: Reminder; message: Message | null | undefined; author: Person | null }

export type LaterPageProps = {
  drafts: readonly DraftEntry[]
  scheduled: readonly ScheduledEntry[]
  reminders: readonly ReminderEntry[]
  loading?: boolean
  error?: string | null
  /** These reject with an Error whose message is shown. */
  onDeleteDraft: (channelId: string) => Promise<void>
  onSendNow: (scheduled: Scheduled) => Promise<void>
  onUnschedule: (id: string) => Promise<void>
  onDeleteReminder: (id: string) => Promise<void>
  renderLink: RenderLink
  onBack: () => void
}

/** What I put off: drafts, messages that are to be sent later, and reminders. */
export function LaterPage(props: LaterPageProps) {
  const { drafts, scheduled, reminders, loading = false, error, renderLink, onBack } = props
  return (
    <Page title="Drafts and reminders" onBack={onBack}>
      {error && <FormError error={error} />}
      <PageSection title="Reminders">
        <List rows={reminders} loading={loading} nothing="No reminders. Set one from the menu of a message.">
          {({ reminder, message, author, place, href }) => (
            <Row
              key={reminder.id}
              icon={<AlarmClock />}
              place={place}
              href={href}
              renderLink={renderLink}
              lead={author ? `${displayName(author)}: ` : ''}
              text={textOf(message)}
              note={
                reminder.state === 'due' ? (
                  <Badge variant="accent" size="sm">
                    due {timeAgo(reminder.at)}
                  </Badge>
                ) : (
                  <Moment at={reminder.at} />
                )
              }
              actions={[
                {
                  label: reminder.state === 'due' ? 'Done' : 'Delete reminder',
                  icon: <Trash2 />,
                  run: () => props.onDeleteReminder(reminder.id),
                },
              ]}
            />
          )}
        </List>
      </PageSection>
      <PageSection title="Scheduled messages">
        <List rows={scheduled} loading={loading} nothing="Nothing waits to be sent.">
          {({ scheduled: waiting, place, href }) => (
            <Row
              key={waiting.id}
              icon={<CalendarClock />}
              place={place}
              href={href}
              renderLink={renderLink}
              text={waiting.content}
              note={
                waiting.state === 'failed' ? (
                  <span className="text-danger-text">Not sent: {waiting.error ?? 'it was refused'}</span>
                ) : (
                  <Moment at={waiting.sendAt} />
                )
              }
              actions={[
                {
                  label: waiting.state === 'failed' ? 'Try to send again' : 'Send now',
                  icon: <Send />,
                  run: () => props.onSendNow(waiting),
                },
                { label: 'Do not send', icon: <Trash2 />, run: () => props.onUnschedule(waiting.id) },
              ]}
            />
          )}
        </List>
      </PageSection>
      <PageSection title="Drafts">
        <List rows={drafts} loading={loading} nothing="No drafts. What you begin to write is kept here.">
          {({ draft, place, href }) => (
            <Row
              key={draft.channelId}
              icon={<PencilLine />}
              place={place}
              href={href}
              renderLink={renderLink}
              text={draft.content}
              note={<time dateTime={draft.updatedAt}>{timeAgo(draft.updatedAt)}</time>}
              actions={[{ label: 'Delete draft', icon: <Trash2 />, run: () => props.onDeleteDraft(draft.channelId) }]}
            />
          )}
        </List>
      </PageSection>
    </Page>
  )
}

function textOf(message: Message | null | undefined): string {
  if (message === undefined) return '…'
  if (!message || message.deletedAt) return 'The message is not there any more.'
  return message.content || 'A message without text'
}

type ListProps<T> = {
  rows: readonly T[]
  loading: boolean
  nothing: string
  children: (row: T) => ReactNode
}

function List<T>({ rows, loading, nothing, children }: ListProps<T>) {
  if (rows.length === 0) {
    return loading ? <SkeletonRows rows={2} className="px-0" /> : <p className="text-ink-muted text-sm">{nothing}</p>
  }
  return <ul className="divide-y divide-line border-line border-y">{rows.map(children)}</ul>
}

function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={fullTime(at)}>
      {shortTime(at)}, {timeUntil(at)}
    </time>
  )
}

type RowAction = { label: string; icon: ReactNode; run: () => Promise<void> }

type RowProps = Placed & {
  icon: ReactNode
  renderLink: RenderLink
  lead?: string
  text: string
  note: ReactNode
  actions: readonly RowAction[]
}

function Row({ icon, place, href, renderLink, lead = '', text, note, actions }: RowProps) {
  const { submit, pending, error } = useSubmit((run: RowAction['run']) => run())
  return (
    <li className="relative flex items-start gap-3 py-3 hover:bg-hover sm:-mx-2 sm:rounded-md sm:px-2">
      <span
        aria-hidden
        className="mt-0.5 flex size-8 shrink-0 items-center justify-center rounded-lg bg-active text-ink-muted [&_svg]:size-4"
      >
        {icon}
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-ink-muted text-xs">
          {renderLink({
            href,
            className:
              'flex min-w-0 items-center gap-1 rounded-sm font-semibold text-ink text-sm after:absolute after:inset-0 after:content-[""]',
            children: (
              <>
                <KindIcon kind={place.kind} className="size-3.5 shrink-0 text-ink-muted" />
                <bdi className="truncate">{place.title}</bdi>
              </>
            ),
          })}
          <span className="min-w-0">{note}</span>
        </p>
        <p dir="auto" className="mt-0.5 line-clamp-2 text-ink text-sm [overflow-wrap:anywhere]">
          {lead && <span className="text-ink-muted">{lead}</span>}
          {text}
        </p>
        <FormError error={error} />
      </div>
      <div className={cn('relative z-10 flex shrink-0', pending && 'opacity-50')}>
        {actions.map((action) => (
          <IconButton
            key={action.label}
            label={action.label}
            icon={action.icon}
            disabled={pending}
            onClick={() => void submit(action.run)}
          />
        ))}
      </div>
    </li>
  )
}
