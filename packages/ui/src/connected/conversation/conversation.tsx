'use client'

import { ChannelHeader } from '../channel/channel-header.tsx'
import { ConversationPane, type ConversationPaneProps } from './conversation-pane.tsx'

export type ConversationProps = Omit<ConversationPaneProps, 'header'> & {
  /** Default: true. Shows the header of the channel. */
  header?: boolean | undefined
  /** Leads back to the list of channels; its button in the header is only there below 768 px. */
  onBack?: (() => void) | undefined
}

/**
 * A whole conversation: header, messages, composer, who is typing, and a banner while there is no connection. Threads,
 * members, pinned messages and the search open in its place, unless the app has an `AsideProvider` around it and shows
 * them elsewhere. It fills its container, which needs a height.
 */
export function Conversation({ header = true, onBack, ...props }: ConversationProps) {
  return (
    <ConversationPane
      {...props}
      header={header ? (channelId) => <ChannelHeader channelId={channelId} onBack={onBack} /> : undefined}
    />
  )
}
