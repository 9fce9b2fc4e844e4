'use client'

import type { Message } from '@chime/protocol'
import { Bookmark, Pin } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Attachments } from '../../attachment/attachments.tsx'
import type { Mentioned } from '../../markdown/mentioned.ts'
import { PollView } from '../../poll/poll-view.tsx'
import { LinkPreviews } from '../../preview/link-previews.tsx'
import { slot } from '../../slots/slot.tsx'
import { clockTime, fullTime } from '../../times.ts'
import { Avatar } from '../../user/avatar.tsx'
import { displayName } from '../../user/person.ts'
import type { UnsentItem } from '../timeline-item.ts'
import { ForwardedFrom } from './forwarded-from.tsx'
import { MessageText } from './message-text.tsx'
import { MessageToolbar } from './message-toolbar.tsx'
import { Reactions } from './reactions.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import { RowContainer } from './row-container.tsx'
import type { MessageRowProps, SharedRowProps } from './row-props.ts'
import { RowTime } from './row-time.tsx'
import { SeenBy } from './seen-by.tsx'
import { ThreadSummary } from './thread-summary.tsx'
import { UnsentState } from './unsent-state.tsx'

/** A message that a user wrote (not a notice): author, time, content, reactions and thread. */
export const UserMessage = slot('Message', UserMessageView)

function UserMessageView(props: MessageRowProps) {
  const { item, startsGroup, author, active, handlers, canOpenUser, shared } = props
  const sent = item.state === 'sent' ? item.message : null
  const unsent = item.state === 'sent' ? null : item
  const at = sent?.createdAt ?? unsent?.createdAt ?? ''
  const name = displayName(author)
  const [shown, setShown] = useState(false)
  if (item.state === 'sent' && item.blocked && !shown) return <Blocked {...props} onShow={() => setShown(true)} />

  return (
    <RowContainer {...props} label={`${name}, ${clockTime(at)}`} className={startsGroup ? 'pt-2 pb-0.5' : 'py-0.5'}>
      <div className="w-9 shrink-0">
        {startsGroup ? (
          <Avatar user={author} className="mt-0.5" />
        ) : (
          active && (
            <RowTime
              at={at}
              className="block whitespace-nowrap pt-1 text-end text-[0.6875rem] text-ink-faint leading-4"
            />
          )
        )}
      </div>
      <div className="min-w-0 flex-1">
        {startsGroup && (
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
            <RowTime at={at} className="shrink-0 text-ink-faint text-xs" />
          </div>
        )}
        {sent?.pinned && (
          <p className="flex items-center gap-1 text-ink-muted text-xs">
            <Pin aria-hidden className="size-3" /> Pinned
          </p>
        )}
        {sent && shared.saved?.has(sent.number) && (
          <p className="flex items-center gap-1 text-ink-muted text-xs">
            <Bookmark aria-hidden className="size-3" /> Saved for later
          </p>
        )}
        {sent ? <SentBody message={sent} {...props} /> : unsent && <UnsentBody item={unsent} shared={shared} />}
        {unsent && <UnsentState item={unsent} handlers={handlers} />}
      </div>
      {props.seenBy !== '' && <SeenBy userIds={props.seenBy.split(',')} shared={shared} />}
      {active && sent && <MessageToolbar {...props} message={sent} />}
    </RowContainer>
  )
}

function SentBody({ message, shared, handlers, rowKey }: MessageRowProps & { message: Message }) {
  const mentioned = useMentioned(message, shared)
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
      {message.replyTo !== null && !deleted && (
        <ReplyQuote number={message.replyTo} shared={shared} onJump={handlers.onJump} />
      )}
      {message.forwarded && <ForwardedFrom forwarded={message.forwarded} users={shared.users} />}
      {deleted ? (
        <p className="text-base text-ink-faint italic">This message was deleted.</p>
      ) : message.poll ? (
        <PollView {...{ message, poll: message.poll, shared, handlers }} />
      ) : (
        (message.content !== '' || edited) && (
          <MessageText
            text={message.content}
            edited={edited}
            {...{ mentioned, emoji: shared.emoji, meId: shared.meId, onOpenGroup: handlers.onOpenGroup }}
          />
        )
      )}
      {message.attachments.length > 0 && <Attachments attachments={message.attachments} fileUrl={shared.fileUrl} />}
      {message.previews.length > 0 && <LinkPreviews previews={message.previews} fileUrl={shared.fileUrl} />}
      {message.reactions.length > 0 && <Reactions {...{ message, shared, handlers, rowKey }} />}
      {message.thread && message.thread.replies > 0 && (
        <ThreadSummary
          thread={message.thread}
          users={shared.users}
          onOpen={() => handlers.onAction('thread', message)}
        />
      )}
    </>
  )
}

const nobody: Mentioned = { people: new Map(), everyone: false, groups: new Map() }

function UnsentBody({ item, shared }: { item: UnsentItem; shared: SharedRowProps }) {
  return (
    <>
      {item.replyTo != null && <ReplyQuote number={item.replyTo} shared={shared} />}
      {item.content !== '' && (
        <MessageText text={item.content} dimmed mentioned={nobody} emoji={shared.emoji} meId={shared.meId} />
      )}
      {item.attachments && item.attachments.length > 0 && (
        <Attachments attachments={item.attachments} fileUrl={shared.fileUrl} />
      )}
    </>
  )
}

function useMentioned(message: Message, { users, groups }: SharedRowProps): Mentioned {
  const { userIds, everyone } = message.mentions
  return useMemo(() => {
    if (userIds.length === 0 && everyone === null && groups.size === 0) return nobody
    const people = userIds.flatMap((id) => {
      const person = users(id)
      return person ? [[person.username, id] as const] : []
    })
    return { people: new Map(people), everyone: everyone !== null, groups }
  }, [userIds, everyone, users, groups])
}

function Blocked(props: MessageRowProps & { onShow: () => void }) {
  return (
    <RowContainer {...props} label="A message from somebody you blocked" className="py-0.5">
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
    </RowContainer>
  )
}
