import type { ReactNode } from 'react'
import { Chat } from '../fixtures/chat.tsx'
import { channelId, conversation, minutesAgo, sent } from '../fixtures/conversation.ts'
import { composerProps, messageProps } from '../fixtures/message-props.ts'
import { richConversation } from '../fixtures/rich-conversation.ts'
import { authorOf, importer, inMainPane, messages, nothing, renderLink } from '../fixtures/scene-props.tsx'
import { me, userById, users } from '../fixtures/users.ts'
import { Composer, MessageList, ThreadPanel, ThreadStart, ThreadsPage, TypingLine } from '../ui.ts'

/** A thread beside its channel, and the list of those that I follow. */
export const threadScenes: Record<string, () => ReactNode> = {
  thread: () => <Chat items={richConversation.slice(0, 9)} aside={<Thread />} pane="aside" />,
  threads: () =>
    inMainPane(
      <ThreadsPage
        threads={messages.slice(1, 5).map((parent, index) => ({
          id: String(index),
          parent,
          author: authorOf(parent.userId),
          place: importer,
          href: '#',
          unread: index === 0 ? 3 : index === 1 ? 120 : 0,
          mentions: index === 0 ? 1 : 0,
          replies: 1 + index * 4,
          lastReplyAt: minutesAgo(20 * (index + 1)),
        }))}
        renderLink={renderLink}
        onBack={nothing}
      />,
    ),
  'threads-empty': () => inMainPane(<ThreadsPage threads={[]} renderLink={renderLink} onBack={nothing} />),
}

const parent = richConversation.find((item) => item.state === 'sent' && item.message.number === 8)
const replies = conversation.slice(12, 15)

function Thread() {
  if (parent?.state !== 'sent') return null
  return (
    <ThreadPanel channel="importer" following onFollow={nothing} onClose={nothing}>
      <MessageList
        channelId="thread"
        title="the thread"
        kind="thread"
        items={[...replies, sent(17, users[3]?.id ?? null, minutesAgo(3), 'Good point. Let us do that.')]}
        users={userById}
        meId={me.id}
        firstUnread={17}
        status="ready"
        hasBefore={false}
        hasAfter={false}
        onLoadBefore={nothing}
        onLoadAfter={nothing}
        onJumpToLatest={nothing}
        onRead={nothing}
        onRetry={nothing}
        onDiscard={nothing}
        {...messageProps}
        start={<ThreadStart {...messageProps} message={parent.message} replies={4} meId={me.id} users={userById} />}
      />
      <Composer channelId={channelId} placeholder="Reply in the thread" onSend={nothing} {...composerProps} />
      <TypingLine names={['Kaito Mori']} />
    </ThreadPanel>
  )
}
