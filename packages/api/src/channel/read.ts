import type { ChannelSummary } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { snapshot } from '../snapshot.ts'
import { readable } from './access.ts'
import { mySummaries, summaryOf } from './summary.ts'

/** All my channels, the latest message first. */
export const listChannels = ({ services, actor }: SignedInContext): Promise<ChannelSummary[]> =>
  snapshot(services.db, (tx) => mySummaries(tx, actor.userId))

/** @throws Refusal `NOT_FOUND` */
export const getChannel = (
  { services, actor }: SignedInContext,
  { channelId }: { channelId: string },
): Promise<ChannelSummary> =>
  snapshot(services.db, async (tx) => {
    await readable(tx, actor.userId, channelId)
    return summaryOf(tx, actor.userId, channelId)
  })
