import { useChannels, useDrafts } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { useMemo } from 'react'
import type { SidebarChannel } from '../../sidebar/sidebar-rows.ts'
import { channelTitle } from '../channel/channel-title.ts'
import { usePresenceLookup } from '../presence/use-presence-lookup.ts'
import { useHost } from '../provider/host.tsx'
import { sidebarOrder } from './sidebar-order.ts'

/** My channels in the order of the sidebar: see `sidebarOrder`. */
export function useSortedChannels(): ChannelSummary[] {
  const channels = useChannels()
  return useMemo(() => sidebarOrder(channels), [channels])
}

/** My channels in the same order, with all that the sidebar shows of them. */
export function useSidebarChannels(): SidebarChannel[] {
  const channels = useSortedChannels()
  const peerIds = useMemo(() => channels.flatMap(({ peer }) => peer?.id ?? []), [channels])
  const presenceOf = usePresenceLookup(peerIds)
  const drafts = useDrafts()
  const { hrefOf } = useHost()
  return useMemo(() => {
    const withDraft = new Set(drafts.map(({ channelId }) => channelId))
    return channels.map(({ id, kind, name, peer, membership }) => ({
      id,
      kind,
      title: channelTitle({ kind, name, peer }),
      unread: membership?.unread ?? 0,
      mentions: membership?.mentions ?? 0,
      peer,
      presence: peer ? presenceOf(peer.id) : undefined,
      muted: membership?.notify === 'none',
      draft: withDraft.has(id),
      href: hrefOf({ name: 'channel', channelId: id }),
    }))
  }, [channels, presenceOf, drafts, hrefOf])
}
