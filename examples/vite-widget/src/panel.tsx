import '@chime/ui/styles.css'
import type { Chime } from '@chime/client'
import type { Components } from '@chime/ui'
import { ChimeProvider, ConversationPane } from '@chime/ui/connected'
import { useEffect, useRef } from 'react'
import type { Session } from './session.ts'

export type PanelProps = {
  /** Null while the visitor is being signed in. */
  connected: (Session & { chime: Chime }) | null
  /** The visitor could not be signed in. */
  failed: boolean
  onRetry: () => void
  onClose: () => void
}

/** What a visitor need not know is not said: that this is a group, and how it is called. */
const components: Components = {
  ConversationStart: () => (
    <p className="chime-host chat-start">Ask what you like: what it costs, how long it takes, whether we can.</p>
  ),
  Composer: ({ Default, ...props }) => <Default {...props} placeholder="Your question" />,
}

/** The conversation. On a phone it covers the page. Esc closes it, unless something in it took that key. */
export function Panel({ connected, failed, onRetry, onClose }: PanelProps) {
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    panel.current?.focus()
  }, [])
  return (
    <div
      ref={panel}
      tabIndex={-1}
      role="dialog"
      aria-label="Chat with Sprocket & Sons"
      className="chat-panel"
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <div className="chat-head">
        <div>
          <strong>Ask the workshop</strong>
          <span>We answer within the hour, while we are here.</span>
        </div>
        <button type="button" className="chat-close" aria-label="Close the chat" onClick={onClose}>
          <svg aria-hidden="true" viewBox="0 0 24 24">
            <path d="M6 6l12 12M18 6L6 18" />
          </svg>
        </button>
      </div>
      <div className="chat-body">
        {connected ? (
          <ChimeProvider
            client={connected.chime}
            components={components}
            preload={false}
            theme="light"
            className="chat-theme"
          >
            <ConversationPane channelId={connected.channelId} />
          </ChimeProvider>
        ) : failed ? (
          <div role="alert" className="chat-failed">
            <span>The chat cannot be reached.</span>
            <button type="button" onClick={onRetry}>
              Try again
            </button>
          </div>
        ) : null}
      </div>
    </div>
  )
}
