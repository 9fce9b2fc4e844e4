import type { ReactNode } from 'react'
import { Chat } from './chat.tsx'
import { messageProps, richConversation, richReceipts } from './messages.ts'
import { channelId, conversation, me, minutesAgo, people, sent, userById } from './people.ts'
import {
  Composer,
  ForwardDialog,
  MessageList,
  PollDialog,
  ThreadPanel,
  ThreadStart,
  TypingLine,
  VersionsDialog,
  WhenDialog,
} from './ui.ts'

const nothing = () => {}
const later = async () => {}
const dialog = { open: true, onOpenChange: nothing }
const files = ['sending', 'ready', 'failed'].map((phase, index) => ({
  id: phase,
  name: ['holiday pictures.zip', 'graph.png', 'a-very-long-name-of-a-file-that-does-not-fit.pdf'][index] ?? '',
  size: 2_400_000,
  sent: 1_500_000,
  phase: phase as 'sending' | 'ready' | 'failed',
  error: phase === 'failed' ? 'The disk of the server is full.' : null,
  retryable: true,
  previewUrl: index === 1 ? messageProps.fileUrl('page') : null,
}))
const composer = { onAddFiles: nothing, onNewPoll: nothing, onSchedule: async () => true, onRemoveFile: nothing }

/** What messages look like, and what can be done with them. */
export const messageSide: Record<string, () => ReactNode> = {
  messages: () => <Chat items={richConversation} receipts={richReceipts} composer={composer} />,
  'messages-top': () => <Chat items={richConversation.slice(0, 9)} composer={composer} />,
  'messages-poll': () => <Chat items={richConversation.slice(0, 12)} composer={composer} />,
  'messages-pictures': () => <Chat items={richConversation.slice(0, 14)} composer={composer} />,
  thread: () => <Chat items={richConversation.slice(0, 9)} aside={<Thread />} pane="aside" />,
  'composer-files': () => (
    <Chat
      draft="With three files"
      composer={{
        ...composer,
        files,
        onRetryFile: nothing,
        reply: { author: 'Inês Marín', text: 'Bring the graph, it is a good one.' },
        onCancelReply: nothing,
      }}
    />
  ),
  'composer-edit': () => (
    <Chat composer={{ ...composer, editing: { number: 16, content: 'On my way. I will send the link here.' } }} />
  ),
  'poll-dialog': () => <PollDialog {...dialog} onCreate={later} />,
  'when-dialog': () => (
    <WhenDialog
      {...dialog}
      title="Remind me"
      description="You are called back to this message then."
      confirmLabel="Remind me"
      onChoose={later}
    />
  ),
  'forward-dialog': () => (
    <ForwardDialog
      {...dialog}
      onForward={later}
      targets={[
        { id: 'a', title: 'importer', kind: 'public', peer: null },
        { id: 'b', title: 'launch week', kind: 'group', peer: null },
        ...people.slice(1).map((peer) => ({ id: peer.id, title: peer.username, kind: 'direct' as const, peer })),
      ]}
    />
  ),
  'versions-dialog': () => (
    <VersionsDialog
      {...dialog}
      versions={[
        { revision: 1, content: 'See you at 3', writtenAt: minutesAgo(60) },
        { revision: 2, content: 'See you at four', writtenAt: minutesAgo(30) },
        { revision: 3, content: 'See you at four, in the **small** room', writtenAt: minutesAgo(3) },
      ]}
    />
  ),
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
        items={[...replies, sent(17, people[3]?.id ?? null, minutesAgo(3), 'Good point. Let us do that.')]}
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
      <Composer channelId={channelId} placeholder="Reply in the thread" onSend={nothing} {...composer} />
      <TypingLine names={['Kaito Mori']} />
    </ThreadPanel>
  )
}
