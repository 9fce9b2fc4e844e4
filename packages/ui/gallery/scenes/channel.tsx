import { MessagesSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import { Chat } from '../fixtures/chat.tsx'
import { dialog, nothing, resolved, userSearch } from '../fixtures/scene-props.tsx'
import {
  AppFrame,
  ArchivedBar,
  BrowseChannels,
  Button,
  EditChannelDialog,
  EmptyState,
  JoinBar,
  LeaveChannelDialog,
  MissingChannel,
  NewChannelDialog,
  NewMessageDialog,
  NoChannel,
  SignedOut,
} from '../ui.ts'

/** Finding, creating, changing and leaving channels. */
export const channelScenes: Record<string, () => ReactNode> = {
  browse: () => (
    <AppFrame
      pane="main"
      sidebar={null}
      main={
        <BrowseChannels
          query=""
          onQuery={nothing}
          channels={['announcements', 'design', 'general', 'importer', 'random'].map((name, index) => ({
            id: name,
            kind: index === 0 ? 'announcement' : 'public',
            name,
            description: index % 2 ? null : 'What this place is for, in one line that can be rather long at times.',
            memberCount: 1 + index * 17,
            joined: index % 2 === 0,
          }))}
          joiningId="design"
          onJoin={nothing}
          onOpen={nothing}
          onNewChannel={nothing}
          onBack={nothing}
          hasMore
          onMore={nothing}
        />
      }
    />
  ),
  'browse-empty': () => (
    <AppFrame
      pane="main"
      sidebar={null}
      main={
        <BrowseChannels
          query="zebra"
          onQuery={nothing}
          channels={[]}
          onJoin={nothing}
          onOpen={nothing}
          onNewChannel={nothing}
        />
      }
    />
  ),
  'no-channel': () => (
    <AppFrame
      pane="main"
      sidebar={null}
      main={
        <EmptyState
          headingLevel={1}
          icon={<MessagesSquare />}
          title="Pick a conversation"
          text="Or start one: write to a person, or look for a channel that interests you."
          action={
            <>
              <Button variant="primary">New message</Button>
              <Button>Browse channels</Button>
            </>
          }
        />
      }
    />
  ),
  'new-message': () => <NewMessageDialog {...dialog} {...userSearch} onPick={resolved} />,
  'new-channel': () => <NewChannelDialog {...dialog} {...userSearch} onCreate={resolved} />,
  'edit-channel': () => (
    <EditChannelDialog
      {...dialog}
      name="importer"
      description="Batches and retries."
      slowModeSeconds={30}
      onSave={resolved}
      onArchive={nothing}
    />
  ),
  archived: () => <Chat write={<ArchivedBar onUnarchive={nothing} />} />,
  muted: () => <Chat muted />,
  states: () => (
    <div className="grid gap-6 bg-canvas py-6 text-ink md:grid-cols-2">
      <NoChannel />
      <MissingChannel />
      <SignedOut />
      <JoinBar title="importer" kind="public" onJoin={nothing} />
    </div>
  ),
  leave: () => (
    <LeaveChannelDialog {...dialog} channel="importer" text="You can join again at any time." onLeave={resolved} />
  ),
  'leave-last-owner': () => (
    <LeaveChannelDialog {...dialog} channel="importer" text="" successors={userSearch} onLeave={resolved} />
  ),
}
