import type { Message } from '@chime/protocol'
import { Pin } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Attachments } from '../attachment/attachments.tsx'
import type { Mentioned } from '../markdown/spans.ts'
import { displayName } from '../person.ts'
import { PollView } from '../poll/poll-view.tsx'
import { Avatar } from '../primitives/avatar.tsx'
import type { UnsentItem } from '../timeline.ts'
import { clockTime, fullTime } from '../times.ts'
import { Article, Time } from './article.tsx'
import { Forwarded } from './forwarded.tsx'
import { LinkPreviews } from './link-previews.tsx'
import { MessageActions } from './message-actions.tsx'
import type { MessageRowProps } from './message-row.tsx'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import type { RowView } from './row-view.ts'
import { SeenBy } from './seen-by.tsx'
import { ThreadLine } from './thread-line.tsx'
import { UnsentState } from './unsent-state.tsx'

/** A row that somebody wrote: who, when, what, and what others made of it. */
export function Written(props: MessageRowProps) {
  const { item, head, author, active, handlers, canOpenUser, view } = props
  const sent = item.state === 'sent' ? item.message : null
  const unsent = item.state === 'sent' ? null : item
  const at = sent?.createdAt ?? unsent?.createdAt ?? ''
  const name = displayName(author)
  const [shown, setShown] = useState(false)
  if (item.state === 'sent' && item.blocked && !shown) return <Blocked {...props} onShow={() => setShown(true)} />

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
        {sent?.pinned && (
          <p className="flex items-center gap-1 text-ink-muted text-xs">
            <Pin aria-hidden className="size-3" /> Pinned
          </p>
        )}
        {sent ? <SentBody message={sent} {...props} /> : unsent && <UnsentBody item={unsent} view={view} />}
        {unsent && <UnsentState item={unsent} handlers={handlers} />}
      </div>
      {props.seenBy !== '' && <SeenBy userIds={props.seenBy.split(',')} view={view} />}
      {active && sent && <MessageActions {...props} message={sent} />}
    </Article>
  )
}

function SentBody({ message, view, handlers, rowKey }: MessageRowProps & { message: Message }) {
  const mentioned = useMentioned(message, view)
  const deleted = message.deletedAt !== null
  const edited = message.editedAt !== null && (
    <button
      type="button"
      title={fullTime(message.editedAt)}
      onClick={() => handlers.onAction('versions', message)}
      className="ms-1 cursor-pointer select-none rounded-sm text-ink-faint text-xs hover:underline"
    >
      (edited)
    </button>
  )
  return (
    <>
      {message.replyTo !== null && !deleted && <Quote number={message.replyTo} view={view} onJump={handlers.onJump} />}
      {message.forwarded && <Forwarded forwarded={message.forwarded} users={view.users} />}
      {deleted ? (
        <p className="text-base text-ink-faint italic">This message was deleted.</p>
      ) : message.poll ? (
        <PollView {...{ message, poll: message.poll, view, handlers }} />
      ) : (
        (message.content !== '' || edited) && (
          <MessageText text={message.content} edited={edited} {...{ mentioned, emoji: view.emoji, meId: view.meId }} />
        )
      )}
      {message.attachments.length > 0 && <Attachments attachments={message.attachments} fileUrl={view.fileUrl} />}
      {message.previews.length > 0 && <LinkPreviews previews={message.previews} fileUrl={view.fileUrl} />}
      {message.reactions.length > 0 && <Reactions {...{ message, view, handlers, rowKey }} />}
      {message.thread && message.thread.replies > 0 && (
        <ThreadLine thread={message.thread} users={view.users} onOpen={() => handlers.onAction('thread', message)} />
      )}
    </>
  )
}

const nobody: Mentioned = { people: new Map(), everyone: false }

function UnsentBody({ item, view }: { item: UnsentItem; view: RowView }) {
  return (
    <>
      {item.replyTo != null && <Quote number={item.replyTo} view={view} />}
      {item.content !== '' && (
        <MessageText text={item.content} dimmed mentioned={nobody} emoji={view.emoji} meId={view.meId} />
      )}
      {item.attachments && item.attachments.length > 0 && (
        <Attachments attachments={item.attachments} fileUrl={view.fileUrl} />
      )}
    </>
  )
}

function useMentioned(message: Message, { users }: RowView): Mentioned {
  const { userIds, everyone } = message.mentions
  return useMemo(() => {
    if (userIds.length === 0 && everyone === null) return nobody
    const people = userIds.flatMap((id) => {
      const person = users(id)
      return person ? [[person.username, id] as const] : []
    })
    return { people: new Map(people), everyone: everyone !== null }
  }, [userIds, everyone, users])
}

function Blocked(props: MessageRowProps & { onShow: () => void }) {
  return (
    <Article {...props} label="A message from somebody you blocked" className="py-0.5">
      <span className="w-9 shrink-0" />
      <p className="text-ink-muted text-sm">
        Message from somebody you blocked ·{' '}
        <button
          type="button"
          onClick={props.onShow}
          className="cursor-pointer rounded-sm font-medium text-accent-text hover:underline"
        >
          Show
        </button>
      </p>
    </Article>
  )
}
