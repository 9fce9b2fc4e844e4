import type { Committed } from '@chime/db'
import { toMember } from '../channel/present.ts'
import { type ChannelEvent, channelPublication, publish } from '../event/publish.ts'
import { publishJoined } from '../member/joined.ts'
import type { Services } from '../services.ts'
import { toMessage } from './present.ts'

/** What the message log calls after each commit, once per channel: every node gets the batch as one publication. */
export const publishMessages =
  (services: Pick<Services, 'db' | 'bus' | 'log'>) =>
  ({ channelId, messages, joined }: Committed): void => {
    const step = ({ revision }: { revision: number }) => ({ channelId, after: revision - 1, revision })
    // Who joined did so before they wrote.
    const events: ChannelEvent[] = joined.map((row) => ({ type: 'member', ...step(row), member: toMember(row) }))
    for (const row of messages) events.push({ type: 'message', ...step(row), message: toMessage(row) })
    publish(services, channelPublication(channelId, events))
    for (const member of joined) publishJoined(services, member)
  }
