import type { ChannelSummary } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { snapshot } from '../snapshot.ts'
import { mySummaries } from './summary.ts'

/** All channels of the caller, ordered by their latest message, newest first. */
export const listChannels = ({ services, actor }: SignedInContext): Promise<ChannelSummary[]> =>
  snapshot(services.db, (tx) => mySummaries(tx, actor.userId))
