import type { Message } from '@chime/protocol'
import { Paperclip, Vote } from 'lucide-react'
import type { ReactNode } from 'react'
import { useCalendar } from '../calendar/use-calendar.ts'
import { KindIcon } from '../channel/kind-icon.tsx'
import { usePlainLine } from '../markdown/parser.ts'
import { Skeleton } from '../primitives/skeleton.tsx'
import type { RenderLink } from '../render-link.ts'
import { fullTime, shortTime } from '../times.ts'
import { Avatar } from '../user/avatar.tsx'
import { displayName, type Person } from '../user/person.ts'
import { excerpt, type TextRange } from './excerpt.ts'
import { foundIn } from './found-in.ts'

/** The channel of a message, for lists with messages of several channels. */
export type MessagePlace = { title: string; kind: Parameters<typeof KindIcon>[0]['kind'] }

export type MessageCardProps = {
  message: Message
  /** Null while they are loaded, and for somebody who has deleted their account. */
  author: Person | null
  /** Left out in lists with messages of only one channel. */
  place?: MessagePlace | null
  /** The parts of the content that match the search. */
  highlights?: readonly TextRange[]
  /** The message's permalink. */
  href: string
  renderLink: RenderLink
  /** Stands at the end: a menu or a button. */
  action?: ReactNode
  /** Stands below the text. */
  footer?: ReactNode
}

/** A message in a list outside of its channel: who wrote it, where, when, and how it begins. A click opens it. */
export function MessageCard(props: MessageCardProps) {
  useCalendar()
  const { message, author, place, highlights = [], href, renderLink, action, footer } = props
  // Nobody of whom there is an id has deleted their account.
  const isLoading = author === null && message.userId !== null
  return (
    <article className="group relative flex gap-3 rounded-lg px-2 py-2.5 focus-within:bg-hover hover:bg-hover">
      <Avatar user={author} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-ink-muted text-xs">
          {renderLink({
            href,
            // The pseudo-element makes the whole card clickable.
            className:
              'max-w-full truncate rounded-sm font-semibold text-ink text-sm after:absolute after:inset-0 after:rounded-lg after:content-[""] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent',
            children: (
              <>
                {isLoading ? <Skeleton className="inline-block h-3 w-24" /> : <bdi>{displayName(author)}</bdi>}
                <span className="sr-only">
                  {place ? ` in ${place.title}` : ''}, {fullTime(message.createdAt)}
                </span>
              </>
            ),
          })}
          {place && (
            <span aria-hidden className="flex min-w-0 items-baseline gap-1">
              <KindIcon kind={place.kind} className="size-3 shrink-0 self-center" />
              <bdi className="truncate">{place.title}</bdi>
            </span>
          )}
          <time aria-hidden dateTime={message.createdAt} title={fullTime(message.createdAt)}>
            {shortTime(message.createdAt)}
          </time>
        </p>
        <MessageExcerpt message={message} highlights={highlights} />
        {footer}
      </div>
      {action && <div className="relative z-10 shrink-0">{action}</div>}
    </article>
  )
}

/** The beginning of a message without its markup, or the part around the first match of a search. */
export function MessageExcerpt({
  message,
  highlights = [],
}: Pick<MessageCardProps, 'highlights'> & {
  message: Pick<Message, 'content' | 'deletedAt' | 'attachments' | 'poll'>
}) {
  const { content, deletedAt, attachments, poll } = message
  const plain = usePlainLine(content)
  // The question of a poll is shown as it was written, everywhere.
  const line = poll ? content : plain
  if (deletedAt) return <p className="text-ink-faint text-sm italic">This message was deleted.</p>
  return (
    <>
      {content && (
        <p dir="auto" className="line-clamp-4 text-ink text-sm leading-5 [overflow-wrap:anywhere]">
          {excerpt(line, foundIn(line, content, highlights)).map((piece, index) =>
            piece.found ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no key but their position
              <mark key={index} className="rounded-sm bg-warning-soft px-px font-semibold text-warning-text">
                {piece.text}
              </mark>
            ) : (
              piece.text
            ),
          )}
        </p>
      )}
      {(attachments.length > 0 || poll) && (
        <p className="mt-0.5 flex min-w-0 items-center gap-1.5 text-ink-muted text-xs [&_svg]:size-3.5 [&_svg]:shrink-0">
          {poll ? <Vote aria-hidden /> : <Paperclip aria-hidden />}
          <span className="truncate">
            {poll ? `Poll with ${poll.options.length} choices` : attachments.map(({ name }) => name).join(', ')}
          </span>
        </p>
      )}
    </>
  )
}
