import type { Member } from '@chime/protocol'
import type { Room } from './room.ts'

/** What is held of a channel, as plain data: what may differ between two clients that know the same is left out. */
export function plainRoom(room: Room, from: number) {
  const there = ({ leftAt }: Member) => leftAt === null
  return {
    // Its counters grow with each message; ours are beside it.
    channel: room.channel && { ...room.channel, revision: 0, lastNumber: 0, counted: 0 },
    lastNumber: room.lastNumber,
    counted: room.counted,
    readNumber: room.marker.number,
    readVersion: room.marker.version,
    unread: room.unread,
    members: [...room.members.values()].filter(there).sort((a, b) => (a.userId < b.userId ? -1 : 1)),
    messages: room
      .numbers()
      .filter((number) => number >= from)
      .flatMap((number) => room.messages.get(number) ?? []),
  }
}
