import { useChannels, useDrafts } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import type { SidebarChannel } from '@chime/ui'
import { useMemo } from 'react'
import { channelTitle } from './channel-title.ts'
import { paths } from './routes.ts'
import { sidebarOrder } from './sidebar-order.ts'
import { usePresences } from './use-people.ts'

/** My channels in the order of the sidebar. */
export function useSortedChannels(): ChannelSummary[] {
  const channels = useChannels()
  return useMemo(() => sidebarOrder(channels), [channels])
}

export function useSidebarChannels(): SidebarChannel[] {
  const channels = useSortedChannels()
  const peers = useMemo(() => channels.flatMap(({ peer }) => peer?.id ?? []), [channels])
  const presences = usePresences(peers)
  const drafts = useDrafts()
  return useMemo(() => {
    const begun = new Set(drafts.map(({ channelId }) => channelId))
    return channels.map(({ id, kind, name, peer, membership }) => ({
      id,
      kind,
      title: channelTitle({ kind, name, peer }),
      unread: membership?.unread ?? 0,
      mentions: membership?.mentions ?? 0,
      peer,
      presence: peer ? presences(peer.id) : undefined,
      muted: membership?.notify === 'none',
      draft: begun.has(id),
      href: paths.channel(id),
    }))
  }, [channels, presences, drafts])
}
