import { useChime, useReadable } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import type { MessagePlace } from '@chime/ui'
import { useCallback, useMemo } from 'react'
import { channelTitle } from './channel-title.ts'
import { paths } from './routes.ts'
import { together } from './use-people.ts'

type Place = MessagePlace & {
  /** The address of one of its messages: in a thread, of the message that it hangs below. */
  hrefOf: (number: number) => string
}

/** Looks up how a list of messages names the channels that they stand in: another function whenever one changed. */
export function usePlaces(channelIds: readonly string[]): (channelId: string) => Place {
  const summaries = useSummaries(channelIds)
  const parents = useSummaries(
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
          hrefOf: (number) => (number > 0 ? paths.message(channelId, number) : paths.channel(channelId)),
        }
      }
      const above = parents.get(parent.channelId)
      return {
        title: above ? `Thread in ${channelTitle(above)}` : 'Thread',
        kind: 'thread',
        hrefOf: () => paths.thread(parent.channelId, parent.number),
      }
    },
    [summaries, parents],
  )
}

/** Those of the channels that are known, by id. They are asked for. */
function useSummaries(channelIds: readonly string[]): ReadonlyMap<string, ChannelSummary> {
  const chime = useChime()
  const key = [...new Set(channelIds)].sort().join()
  const all = useMemo(
    () => together(key === '' ? [] : key.split(',').map((id) => chime.channel(id).summary)),
    [chime, key],
  )
  const summaries = useReadable(all)
  return useMemo(
    () => new Map(summaries.flatMap((summary) => (summary ? [[summary.id, summary] as const] : []))),
    [summaries],
  )
}
