import 'server-only'
import { notFound } from 'next/navigation'
import type { PrefetchedChannel } from '../channel/use-prefetched-channel.ts'
import { reasonOf } from '../errors/error-data.ts'
import { isId } from '../navigation/routes.ts'
import type { TrpcClient } from './trpc-client.ts'

/** Enough for the tallest screen. The browser loads more when somebody scrolls up. */
const messageCount = 50

/**
 * Fetches what the page of a channel shows first: messages and their authors. `timeline` is null for a channel that
 * does not exist or that the user may not read. If the address holds no id at all, Next shows its not-found page.
 *
 * @param around the number of a message that must be among those fetched
 */
export async function prefetchChannel(
  trpc: TrpcClient,
  idInAddress: string,
  around?: number,
): Promise<PrefetchedChannel> {
  const channelId = idInAddress.toLowerCase()
  if (!isId(channelId)) notFound()
  try {
    const timeline = await trpc.messages.list.query({ channelId, limit: messageCount, ...(around && { around }) })
    const ids = [...new Set(timeline.messages.flatMap(({ userId }) => userId ?? []))]
    return { channelId, timeline, users: ids.length > 0 ? await trpc.users.get.query({ ids }) : [] }
  } catch (error) {
    if (reasonOf(error) === 'NOT_FOUND') return { channelId, timeline: null, users: [] }
    throw error
  }
}
