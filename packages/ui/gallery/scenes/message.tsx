import type { ReactNode } from 'react'
import { Chat } from '../fixtures/chat.tsx'
import { minutesAgo } from '../fixtures/conversation.ts'
import { composerProps } from '../fixtures/message-props.ts'
import { richConversation, richReceipts } from '../fixtures/rich-conversation.ts'
import { authorOf, dialog, messages, nothing, renderLink, resolved } from '../fixtures/scene-props.tsx'
import { users } from '../fixtures/users.ts'
import { ForwardDialog, PinnedPanel, PollDialog, VersionsDialog, WhenDialog } from '../ui.ts'

/** What messages look like, and what can be done with them. */
export const messageScenes: Record<string, () => ReactNode> = {
  messages: () => <Chat items={richConversation} receipts={richReceipts} composer={composerProps} />,
  'messages-top': () => <Chat items={richConversation.slice(0, 9)} composer={composerProps} />,
  'messages-poll': () => <Chat items={richConversation.slice(0, 12)} composer={composerProps} />,
  'messages-pictures': () => <Chat items={richConversation.slice(0, 14)} composer={composerProps} />,
  pinned: () => (
    <Chat
      pane="aside"
      aside={
        <PinnedPanel
          pinned={messages
            .slice(2, 7)
            .map((message) => ({ message, author: authorOf(message.userId), href: `#${message.number}` }))}
          loading={false}
          error={null}
          onUnpin={nothing}
          renderLink={renderLink}
          onClose={nothing}
        />
      }
    />
  ),
  'pinned-empty': () => (
    <Chat
      pane="aside"
      aside={<PinnedPanel pinned={[]} loading={false} error={null} renderLink={renderLink} onClose={nothing} />}
    />
  ),
  'poll-dialog': () => <PollDialog {...dialog} onCreate={resolved} />,
  'when-dialog': () => (
    <WhenDialog
      {...dialog}
      title="Remind me"
      description="You are called back to this message then."
      confirmLabel="Remind me"
      onChoose={resolved}
    />
  ),
  'forward-dialog': () => (
    <ForwardDialog
      {...dialog}
      onForward={resolved}
      targets={[
        { id: 'a', title: 'importer', kind: 'public', peer: null },
        { id: 'b', title: 'launch week', kind: 'group', peer: null },
        ...users.slice(1).map((peer) => ({ id: peer.id, title: peer.username, kind: 'direct' as const, peer })),
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
