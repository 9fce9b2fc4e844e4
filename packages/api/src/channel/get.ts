import type { ChannelSummary } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { snapshot } from '../snapshot.ts'
import { loadReadable } from './access.ts'
import { summaryOf } from './summary.ts'

/** @throws Refusal `NOT_FOUND` */
export const getChannel = (
  { services, actor }: SignedInContext,
  { channelId }: { channelId: string },
): Promise<ChannelSummary> =>
  snapshot(services.db, async (tx) => {
    await loadReadable(tx, actor.userId, channelId)
    return summaryOf(tx, actor.userId, channelId)
  })
