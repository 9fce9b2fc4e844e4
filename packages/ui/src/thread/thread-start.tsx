'use client'

import type { Message } from '@chime/protocol'
import { useMemo, useState } from 'react'
import { useLatest } from '../hooks/use-latest.ts'
import { useSharedRowProps } from '../message-list/hooks/use-shared-row-props.ts'
import type { MessageListProps } from '../message-list/list/message-list-props.ts'
import { MessageRow } from '../message-list/row/message-row.tsx'
import type { RowHandlers, RowMenu } from '../message-list/row/row-props.ts'

export type ThreadStartProps = Pick<
  MessageListProps,
  | 'meId'
  | 'users'
  | 'emoji'
  | 'groups'
  | 'onOpenGroup'
  | 'quoted'
  | 'rights'
  | 'saved'
  | 'fileUrl'
  | 'onAction'
  | 'onReact'
  | 'onVote'
  | 'onClosePoll'
> & {
  /** The message that the thread belongs to. */
  message: Message
  replies: number
}

const nothing = () => {}
const nobody: readonly never[] = []

/** The message that a thread belongs to, above its replies. All its actions are there but starting a thread. */
export function ThreadStart(props: ThreadStartProps) {
  const { message, replies, users } = props
  const shown = useMemo(() => ({ ...message, thread: null }), [message])
  const items = useMemo(() => [{ state: 'sent' as const, message: shown }], [shown])
  const shared = useSharedRowProps({ ...props, items })
  const latest = useLatest(props)
  const [active, setActive] = useState(false)
  const [menu, setMenu] = useState<RowMenu | null>(null)
  const handlers = useMemo<RowHandlers>(
    () => ({
      onRetry: nothing,
      onDiscard: nothing,
      onOpenUser: nothing,
      onOpenGroup: (groupId) => latest.current.onOpenGroup?.(groupId),
      onHover: (key) => setActive(key !== null),
      onFocus: (key) => setActive(key !== null),
      onOpen: (_key, next) => setMenu(next),
      onAction: (action) => latest.current.onAction(action, latest.current.message),
      onReact: (_shown, emoji, on) => latest.current.onReact(latest.current.message, emoji, on),
      onVote: (_shown, options) => latest.current.onVote(latest.current.message, options),
      onClosePoll: () => latest.current.onClosePoll(latest.current.message),
      onJump: nothing,
    }),
    [latest],
  )
  return (
    <div className="pt-3">
      <MessageRow
        rowKey="parent"
        item={items[0] ?? { state: 'sent', message: shown }}
        merged={nobody}
        dayStart={null}
        startsGroup
        firstNew={false}
        author={message.userId === null ? null : users(message.userId)}
        active={active || menu !== null}
        menu={menu}
        tabStop
        highlighted={false}
        canOpenUser={false}
        seenBy=""
        shared={shared}
        handlers={handlers}
      />
      <div className="flex items-center gap-3 px-4 pt-3 pb-1 text-ink-muted text-xs sm:px-5">
        {replies === 0 ? 'No replies yet' : `${replies} ${replies === 1 ? 'reply' : 'replies'}`}
        <span aria-hidden className="h-px flex-1 bg-line" />
      </div>
    </div>
  )
}
