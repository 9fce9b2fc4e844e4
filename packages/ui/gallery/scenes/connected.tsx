import type { ReactNode } from 'react'
import {
  AsideProvider,
  ChannelHeader,
  ChannelList,
  Composer,
  ConnectionStatus,
  Conversation,
  ConversationPane,
  ConversationScope,
  MemberList,
  MessageList,
  PinnedMessages,
  Search,
  Thread,
} from '../connected.ts'
import { Connected } from '../fixtures/connection.tsx'
import { nothing } from '../fixtures/scene-props.tsx'
import type { Components } from '../ui.ts'

const always = () => true
const column = 'flex h-full flex-col bg-canvas text-ink'

/** What a shop could put in place of some parts. */
const ofAShop: Components = {
  Avatar: ({ user }) => (
    <b className="flex size-9 items-center justify-center rounded-full bg-accent-soft text-accent-text text-sm">
      {user?.username.slice(0, 2)}
    </b>
  ),
  ConversationStart: () => <p className="px-5 text-ink-muted text-sm">Hello! How can we help?</p>,
  Message: ({ Default, ...props }) => (
    <div className="my-1 border-accent border-s-4">
      <Default {...props} />
    </div>
  ),
}

/** Each connected part alone with a running node, and the ways to put them together. */
export const connectedScenes: Record<string, () => ReactNode> = {
  'connected-conversation': () => <Connected>{({ channelId }) => <Conversation channelId={channelId} />}</Connected>,
  'connected-conversation-pane': () => (
    <Connected title="Support">{({ channelId }) => <ConversationPane channelId={channelId} />}</Connected>
  ),
  'connected-app': () => (
    <Connected title="Conversations">
      {() => (
        <div className="flex h-full bg-canvas text-ink">
          <div className="flex w-66 shrink-0 flex-col border-line border-e bg-sunken max-md:hidden">
            <ChannelList />
          </div>
          <Conversation />
        </div>
      )}
    </Connected>
  ),
  'connected-channel-list': () => (
    <Connected title="Conversations">
      {({ channelId }) => (
        <div className="flex h-full max-w-72 flex-col bg-sunken text-ink">
          <ChannelList currentId={channelId} onBrowse={nothing} />
        </div>
      )}
    </Connected>
  ),
  'connected-channel-header': () => (
    <Connected>
      {({ channelId }) => (
        <AsideProvider covers={always}>
          <div className={column}>
            <ChannelHeader channelId={channelId} onBack={nothing} />
          </div>
        </AsideProvider>
      )}
    </Connected>
  ),
  'connected-message-list': () => (
    <Connected title="Messages">
      {({ channelId }) => (
        <div className={column}>
          <MessageList channelId={channelId} />
        </div>
      )}
    </Connected>
  ),
  'connected-composer': () => (
    <Connected title="Composer">
      {({ channelId }) => (
        <div className={`${column} justify-end`}>
          <Composer channelId={channelId} />
        </div>
      )}
    </Connected>
  ),
  'connected-apart': () => (
    <Connected title="Support">
      {({ channelId }) => (
        <ConversationScope channelId={channelId}>
          <div className={column}>
            <Composer />
            <hr className="border-line" />
            <MessageList />
          </div>
        </ConversationScope>
      )}
    </Connected>
  ),
  'connected-thread': () => (
    <Connected title="Thread">
      {({ channelId, number }) => (
        <div className={column}>
          <Thread channelId={channelId} number={number} onClose={nothing} />
        </div>
      )}
    </Connected>
  ),
  'connected-member-list': () => (
    <Connected title="Members">
      {({ channelId }) => (
        <div className={`${column} max-w-80`}>
          <MemberList channelId={channelId} />
        </div>
      )}
    </Connected>
  ),
  'connected-pinned-messages': () => (
    <Connected title="Pinned messages">
      {({ channelId }) => (
        <div className={`${column} max-w-80`}>
          <PinnedMessages channelId={channelId} />
        </div>
      )}
    </Connected>
  ),
  'connected-search': () => (
    <Connected title="Search">
      {({ channelId }) => (
        <AsideProvider covers={always}>
          <div className={`${column} max-w-80`}>
            <Search channelId={channelId} />
          </div>
        </AsideProvider>
      )}
    </Connected>
  ),
  'connected-replaced': () => (
    <Connected components={ofAShop}>{({ channelId }) => <Conversation channelId={channelId} />}</Connected>
  ),
  'connected-signed-out': () => (
    <Connected title="Conversation" token="no-session">
      {({ channelId }) => <Conversation channelId={channelId} />}
    </Connected>
  ),
  'connected-missing': () => (
    <Connected title="Conversation">
      {() => <Conversation channelId="0190e5a0-0000-7000-8000-000000000001" />}
    </Connected>
  ),
  'connected-none': () => <Connected title="Conversation">{() => <Conversation />}</Connected>,
  'connected-status': () => (
    <Connected title="Connection" token="no-session">
      {() => <ConnectionStatus />}
    </Connected>
  ),
}
