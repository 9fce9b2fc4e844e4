'use client'

import { Conversation } from './conversation.tsx'
import { HomePane } from './home-pane.tsx'
import { AdminPane, BrowsePane, InvitePane, LaterPane, SettingsPane, ThreadsPane } from './later.tsx'
import { MissingPane } from './missing-pane.tsx'
import { useView } from './navigation.ts'
import { type Opened, useOpened } from './use-opened.ts'

/**
 * The main pane. The page that was loaded first stays mounted and follows the address from there.
 *
 * @param opened what the web's server has read for that page
 */
export function ChatMain({ opened }: { opened?: Opened }) {
  useOpened(opened)
  const view = useView()
  switch (view.name) {
    case 'home':
      return <HomePane />
    case 'channel':
      return (
        <Conversation
          key={view.channelId}
          channelId={view.channelId}
          around={view.around ?? null}
          absent={opened?.channelId === view.channelId && opened.timeline === null}
        />
      )
    case 'browse':
      return <BrowsePane />
    case 'settings':
      return <SettingsPane />
    case 'threads':
      return <ThreadsPane />
    case 'later':
      return <LaterPane />
    case 'admin':
      return <AdminPane />
    case 'invite':
      return <InvitePane code={view.code} />
    case 'missing':
      return <MissingPane />
  }
}
