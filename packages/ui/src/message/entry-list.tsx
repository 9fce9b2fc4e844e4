'use client'

import type { ReactNode } from 'react'
import { useMinute } from '../calendar/use-calendar.ts'
import { KindIcon } from '../channel/kind-icon.tsx'
import { cn } from '../class-names.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { FormError } from '../primitives/form/form-error.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import type { RenderLink } from '../render-link.ts'
import { fullTime, shortTime, timeUntil } from '../times.ts'
import { displayName, type Person } from '../user/person.ts'
import type { MessagePlace } from './message-card.tsx'
import { type Summarized, useSummaryText } from './summary-text.ts'

/** The channel that an entry belongs to, and the address that a click leads to. */
export type EntryPlace = { place: MessagePlace; href: string }

type EntryListProps<T> = {
  entries: readonly T[]
  loading: boolean
  /** In place of an empty list. */
  emptyText: string
  children: (entry: T) => ReactNode
}

/** A list of entries; skeletons while it loads, a sentence when it is empty. */
export function EntryList<T>({ entries, loading, emptyText, children }: EntryListProps<T>) {
  if (entries.length === 0) {
    return loading ? <SkeletonRows rows={2} className="px-0" /> : <p className="text-ink-muted text-sm">{emptyText}</p>
  }
  return <ul className="divide-y divide-line border-line border-y">{entries.map(children)}</ul>
}

type EntryAction = {
  label: string
  icon: ReactNode
  /** Rejects with an Error whose message is shown. */
  run: () => Promise<void>
}

type EntryRowProps = EntryPlace & {
  icon: ReactNode
  renderLink: RenderLink
  /** Who wrote it: their name stands before the text in a muted colour. */
  author?: Person | null
  /** A message, or a text with markup such as that of a draft. It is shown in one line without its markup. */
  said: Summarized | string
  /** Stands beside the channel's name: a time, or what went wrong. */
  note: ReactNode
  actions: readonly EntryAction[]
}

/** A text that belongs to a channel, with buttons for what can be done with it. A click on it opens `href`. */
export function EntryRow({ icon, place, href, renderLink, author, said, note, actions }: EntryRowProps) {
  const text = useSummaryText(said) || 'A message without text'
  const { submit, pending, error } = useSubmit((run: EntryAction['run']) => run())
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
          {author && (
            <span className="text-ink-muted">
              <bdi>{displayName(author)}</bdi>:{' '}
            </span>
          )}
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

/** A time in the future: when it is, and how far away. */
export function EntryTime({ at }: { at: string }) {
  useMinute()
  return (
    <time dateTime={at} title={fullTime(at)}>
      {shortTime(at)}, {timeUntil(at)}
    </time>
  )
}
