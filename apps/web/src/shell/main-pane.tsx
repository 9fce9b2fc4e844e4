'use client'

import { ChannelPane } from '../channel/channel-pane.tsx'
import { type PrefetchedChannel, usePrefetchedChannel } from '../channel/use-prefetched-channel.ts'
import { NotFoundPane } from '../navigation/not-found-pane.tsx'
import { useView } from '../navigation/router.ts'
import { StartPane } from '../start/start-pane.tsx'
import {
  LazyAdminPane,
  LazyBrowsePane,
  LazyClaimPane,
  LazyInvitationsPane,
  LazyInvitePane,
  LazyLaterPane,
  LazySettingsPane,
  LazyThreadsPane,
} from './lazy-parts.tsx'

/**
 * The main pane. Every page of Next renders it; the one of the page that was loaded first stays mounted and shows the
 * view of the address from then on.
 *
 * @param prefetched what the web's own server has fetched for that first page
 */
export function MainPane({ prefetched }: { prefetched?: PrefetchedChannel }) {
  usePrefetchedChannel(prefetched)
  const view = useView()
  switch (view.name) {
    case 'start':
      return <StartPane />
    case 'channel':
      return (
        <ChannelPane
          key={view.channelId}
          channelId={view.channelId}
          around={view.around ?? null}
          absent={prefetched?.channelId === view.channelId && prefetched.timeline === null}
        />
      )
    case 'browse':
      return <LazyBrowsePane />
    case 'settings':
      return <LazySettingsPane />
    case 'threads':
      return <LazyThreadsPane />
    case 'later':
      return <LazyLaterPane />
    case 'invitations':
      return <LazyInvitationsPane />
    case 'admin':
      return <LazyAdminPane />
    case 'claim':
      return <LazyClaimPane token={view.token} />
    case 'invite':
      return <LazyInvitePane code={view.code} />
    case 'not-found':
      return <NotFoundPane />
  }
}
