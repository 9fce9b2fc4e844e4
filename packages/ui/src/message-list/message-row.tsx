import { Clock3, Info } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { cn } from '../class-names.ts'
import { displayName, type Person } from '../person.ts'
import { Avatar } from '../primitives/avatar.tsx'
import type { TimelineItem, UnsentItem } from '../timeline.ts'
import { clockTime, fullTime } from '../times.ts'
import { FailedNote } from './failed-note.tsx'
import { MessageActions } from './message-actions.tsx'
import { MessageText } from './message-text.tsx'
import { DaySeparator, NewLine } from './separators.tsx'

/** What a row can ask for; the same object for the list's whole life. */
export type RowHandlers = {
  onRetry: (clientId: string) => void
  onDiscard: (clientId: string) => void
  onCopyLink: (number: number) => void
  onMarkUnread: (number: number) => void
  onOpenUser: (userId: string) => void
  onHover: (key: string | null) => void
  onFocus: (key: string | null) => void
}

export type MessageRowProps = {
  rowKey: string
  item: TimelineItem
  dayStart: number | null
  head: boolean
  firstNew: boolean
  author: Person | null
  /** Under the pointer or focused: shows its time and what can be done with it. */
  active: boolean
  /** The row that Tab reaches; the arrow keys walk on from it. */
  tabStop: boolean
  flash: boolean
  canOpenUser: boolean
  handlers: RowHandlers
}

export const MessageRow = memo(MessageRowView, (before, after) => {
  const { item, ...rest } = before
  if (!sameItem(item, after.item)) return false
  return Object.entries(rest).every(([name, value]) => value === after[name as keyof typeof rest])
})

/** Wrappers are made anew with every list; what is in them is not. */
function sameItem(a: TimelineItem, b: TimelineItem): boolean {
  if (a === b) return true
  if (a.state === 'sent') return b.state === 'sent' && a.message === b.message
  if (b.state === 'sent') return false
  return a.state === b.state && a.content === b.content && a.error === b.error && a.retryable === b.retryable
}

function MessageRowView(props: MessageRowProps) {
  const { item, dayStart, firstNew } = props
  return (
    <>
      {dayStart !== null ? <DaySeparator day={dayStart} isNew={firstNew} /> : firstNew && <NewLine />}
      {item.state === 'sent' && item.message.kind === 'system' ? (
        <Notice {...props} text={item.message.content} at={item.message.createdAt} />
      ) : (
        <Written {...props} />
      )}
    </>
  )
}

function Notice({ text, at, ...props }: MessageRowProps & { text: string; at: string }) {
  return (
    <Article {...props} label={`Notice, ${clockTime(at)}`} className="items-center py-1">
      <span className="flex w-9 shrink-0 justify-center text-ink-faint">
        <Info aria-hidden className="size-4" />
      </span>
      <p dir="auto" className="min-w-0 flex-1 text-ink-muted text-sm [overflow-wrap:anywhere]">
        {text} <Time at={at} className="ms-1 text-ink-faint text-xs" />
      </p>
    </Article>
  )
}

function Written(props: MessageRowProps) {
  const { item, head, author, active, handlers, canOpenUser } = props
  const sent = item.state === 'sent' ? item.message : null
  const unsent = item.state === 'sent' ? null : item
  const at = sent?.createdAt ?? unsent?.createdAt ?? ''
  const name = displayName(author)
  return (
    <Article {...props} label={`${name}, ${clockTime(at)}`} className={head ? 'pt-2 pb-0.5' : 'py-0.5'}>
      <div className="w-9 shrink-0">
        {head ? (
          <Avatar user={author} className="mt-0.5" />
        ) : (
          active && (
            <Time at={at} className="block whitespace-nowrap pt-1 text-end text-[0.6875rem] text-ink-faint leading-4" />
          )
        )}
      </div>
      <div className="min-w-0 flex-1">
        {head && (
          <div className="flex items-baseline gap-2">
            {canOpenUser && author ? (
              <button
                type="button"
                tabIndex={-1}
                onClick={() => handlers.onOpenUser(author.id)}
                className="min-w-0 cursor-pointer truncate rounded-sm font-semibold text-base text-ink hover:underline"
              >
                <bdi>{name}</bdi>
              </button>
            ) : (
              <span className="min-w-0 truncate font-semibold text-base text-ink">
                <bdi>{name}</bdi>
              </span>
            )}
            <Time at={at} className="shrink-0 text-ink-faint text-xs" />
          </div>
        )}
        {sent?.deletedAt ? (
          <p className="text-base text-ink-faint italic">This message was deleted.</p>
        ) : (
          <MessageText
            text={sent?.content ?? unsent?.content ?? ''}
            dimmed={unsent !== null}
            edited={sent?.editedAt && <Edited at={sent.editedAt} />}
          />
        )}
        {unsent && <UnsentState item={unsent} handlers={handlers} />}
      </div>
      {active && sent && <MessageActions number={sent.number} handlers={handlers} />}
    </Article>
  )
}

function Edited({ at }: { at: string }) {
  return (
    <span title={fullTime(at)} className="ms-1 select-none text-ink-faint text-xs">
      (edited)
    </span>
  )
}

function UnsentState({ item, handlers }: { item: UnsentItem; handlers: RowHandlers }) {
  if (item.state === 'failed') return <FailedNote item={item} handlers={handlers} />
  return (
    <span className="absolute end-0.5 bottom-1.5 flex animate-appear-late text-ink-faint sm:end-1">
      <Clock3 role="img" aria-label="Sending" className="size-3.5" />
    </span>
  )
}

type ArticleProps = MessageRowProps & { label: string; className?: string; children: ReactNode }

function Article({ rowKey, item, active, tabStop, flash, handlers, label, className, children }: ArticleProps) {
  return (
    <article
      aria-label={label}
      tabIndex={tabStop ? 0 : -1}
      data-row={rowKey}
      data-number={item.state === 'sent' ? item.message.number : undefined}
      data-state={item.state}
      onPointerEnter={() => handlers.onHover(rowKey)}
      onPointerLeave={() => handlers.onHover(null)}
      onFocus={() => handlers.onFocus(rowKey)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) handlers.onFocus(null)
      }}
      className={cn(
        'relative flex gap-3 px-4 focus-visible:-outline-offset-2 sm:px-5',
        flash ? 'bg-flash' : active && 'bg-hover',
        className,
      )}
    >
      {children}
    </article>
  )
}

function Time({ at, className }: { at: string; className: string }) {
  return (
    <time dateTime={at} title={fullTime(at)} className={cn('tabular-nums', className)}>
      {clockTime(at)}
    </time>
  )
}
