import type { ReactNode } from 'react'
import { Chat } from '../fixtures/chat.tsx'
import { composerProps, messageProps } from '../fixtures/message-props.ts'
import { nothing } from '../fixtures/scene-props.tsx'

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

/** The composer with files, and while a message is edited. */
export const composerScenes: Record<string, () => ReactNode> = {
  'composer-files': () => (
    <Chat
      draft="With three files"
      composer={{
        ...composerProps,
        files,
        onRetryFile: nothing,
        reply: { author: 'Inês Marín', text: 'Bring the graph, it is a good one.' },
        onCancelReply: nothing,
      }}
    />
  ),
  'composer-edit': () => (
    <Chat composer={{ ...composerProps, editing: { number: 16, content: 'On my way. I will send the link here.' } }} />
  ),
}
