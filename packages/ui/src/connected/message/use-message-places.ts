import { useChime, useReadable } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { useCallback, useMemo } from 'react'
import type { MessagePlace } from '../../message/message-card.tsx'
import { channelTitle } from '../channel/channel-title.ts'
import { combineReadables } from '../hooks/readables.ts'
import { useHost } from '../provider/host.tsx'

type Place = MessagePlace & {
  /**
   * The path of a message in this channel by its number; 0 gives the path of the channel. In a thread it is always the
   * path that opens the thread.
   */
  hrefOf: (number: number) => string
}

/**
 * For lists of messages from several channels: looks up how to name the channel of a message and where a link to it
 * leads. Returns a new function whenever one of the channels changed.
 */
export function useMessagePlaces(channelIds: readonly string[]): (channelId: string) => Place {
  const { hrefOf } = useHost()
  const summaries = useChannelSummaries(channelIds)
  const parents = useChannelSummaries(
    useMemo(() => [...summaries.values()].flatMap(({ parent }) => parent?.channelId ?? []), [summaries]),
  )
  return useCallback(
    (channelId) => {
      const channel = summaries.get(channelId)
      const { parent } = channel ?? {}
      if (!channel || !parent) {
        return {
          title: channel ? channelTitle(channel) : '…',
          kind: channel?.kind ?? 'group',
          hrefOf: (number) =>
            hrefOf(number > 0 ? { name: 'message', channelId, number } : { name: 'channel', channelId }),
        }
      }
      const parentChannel = parents.get(parent.channelId)
      return {
        title: parentChannel ? `Thread in ${channelTitle(parentChannel)}` : 'Thread',
        kind: 'thread',
        hrefOf: () => hrefOf({ name: 'thread', channelId: parent.channelId, number: parent.number }),
      }
    },
    [summaries, parents, hrefOf],
  )
}

/** The channels by id, as far as they are known. Reading a channel makes the client fetch it. */
function useChannelSummaries(channelIds: readonly string[]): ReadonlyMap<string, ChannelSummary> {
  const chime = useChime()
  const key = [...new Set(channelIds)].sort().join()
  const combined = useMemo(
    () => combineReadables(key === '' ? [] : key.split(',').map((id) => chime.channel(id).summary)),
    [chime, key],
  )
  const summaries = useReadable(combined)
  return useMemo(
    () => new Map(summaries.flatMap((summary) => (summary ? [[summary.id, summary] as const] : []))),
    [summaries],
  )
}
