import type { Member } from '@chime/protocol'
import type { ChannelView } from './channel-view.ts'

/**
 * What a client holds of a channel, as plain data for a comparison. What may differ between two clients that know the same is
 * left out.
 *
 * @param from messages with a lower number are left out
 */
export function comparableState(view: ChannelView, from: number) {
  const there = ({ leftAt }: Member) => leftAt === null
  return {
    // The copy of the channel that came with an event has old counters; the counters that the view keeps itself are compared.
    channel: view.channel && { ...view.channel, revision: 0, lastNumber: 0, counted: 0 },
    lastNumber: view.lastNumber,
    counted: view.counted,
    readNumber: view.marker.number,
    readVersion: view.marker.version,
    unread: view.unread,
    members: [...view.members.values()].filter(there).sort((a, b) => (a.userId < b.userId ? -1 : 1)),
    messages: view
      .numbers()
      .filter((number) => number >= from)
      .flatMap((number) => view.messages.get(number) ?? []),
  }
}
