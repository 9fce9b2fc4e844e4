import type { Committed } from '@chime/db'
import { type ChannelEvent, channelPublication, publish } from '../event/publish.ts'
import { toMember } from '../member/present.ts'
import { publishJoined } from '../member/publish-joined.ts'
import type { Services } from '../services.ts'
import { toMessage } from './present.ts'

/**
 * Called by the message log after each commit, once per channel. A batch of messages becomes one publication to all
 * nodes.
 */
export const publishMessages =
  (services: Pick<Services, 'db' | 'bus' | 'log'>) =>
  ({ channelId, messages, joined }: Committed): void => {
    const step = ({ revision }: { revision: number }) => ({ channelId, after: revision - 1, revision })
    // People who joined by writing in a thread did so before they wrote: their revisions come first.
    const events: ChannelEvent[] = joined.map((row) => ({ type: 'member', ...step(row), member: toMember(row) }))
    for (const row of messages) events.push({ type: 'message', ...step(row), message: toMessage(row) })
    publish(services, channelPublication(channelId, events))
    for (const member of joined) publishJoined(services, member)
  }
