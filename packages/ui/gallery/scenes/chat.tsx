import type { ReactNode } from 'react'
import { Chat, Members } from '../fixtures/chat.tsx'
import { conversation, minutesAgo } from '../fixtures/conversation.ts'

const unsent = [
  ...conversation,
  {
    state: 'failed' as const,
    clientId: 'failed',
    content: 'Here is the link: https://meet.example.org/importer',
    createdAt: minutesAgo(1),
    error: 'the server could not be reached',
    retryable: true,
  },
  {
    state: 'failed' as const,
    clientId: 'refused',
    content: 'And the graph.',
    createdAt: minutesAgo(1),
    error: 'you are no longer a member',
    retryable: false,
  },
  {
    state: 'pending' as const,
    clientId: 'pending',
    content: 'Starting now, join when you can.',
    createdAt: minutesAgo(0),
    error: null,
    retryable: true,
  },
]

/** The whole app with a channel that is open. */
export const chatScenes: Record<string, () => ReactNode> = {
  chat: () => <Chat firstUnread={13} typing={['Amara Okafor', 'Kaito Mori']} />,
  'chat-members': () => <Chat aside={<Members />} pane="aside" />,
  'chat-direct': () => <Chat direct typing={['Inês Marín']} draft={'A draft over\nthree\nlines'} />,
  'chat-unsent': () => <Chat items={unsent} connection="offline" />,
  'chat-short': () => <Chat items={conversation.slice(0, 3)} />,
  'chat-empty': () => <Chat items={[]} direct />,
  'chat-loading': () => <Chat status="loading" />,
  'chat-error': () => <Chat status="error" connection="reconnecting" />,
  'chat-around': () => <Chat around={7} disabledReason="This channel is archived." />,
  'chat-long': () => <Chat draft={'word '.repeat(1_610)} />,
  sidebar: () => <Chat pane="sidebar" />,
  'sidebar-many': () => <Chat pane="sidebar" many />,
}
