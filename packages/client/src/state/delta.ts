import type { Channel, Member, Message, ServerEvent } from '@chime/protocol'

/**
 * A step of a channel: everything that changed after revision `after`, up to `revision`. A live event is a step
 * with one row; what `channels.changes` returned is one with many.
 */
export type Delta = Readonly<{
  after: number
  revision: number
  messages: readonly Message[]
  members: readonly Member[]
  channel: Channel | null
}>

/** Null for events that are no step of a channel. */
export function deltaOf(event: ServerEvent): (Delta & { channelId: string }) | null {
  switch (event.type) {
    case 'message':
      return { ...step(event), messages: [event.message] }
    case 'member':
      return { ...step(event), members: [event.member] }
    case 'channel':
      return { ...step(event), channel: event.channel }
    default:
      return null
  }
}

/** Of rows with one key, the one with the highest revision; ascending by key. */
export function newest<T extends { revision: number }>(rows: readonly T[], key: (row: T) => number): T[] {
  const held = new Map<number, T>()
  for (const row of rows) {
    const other = held.get(key(row))
    if (!other || row.revision > other.revision) held.set(key(row), row)
  }
  return [...held.values()].sort((a, b) => key(a) - key(b))
}

function step(event: { channelId: string; after: number; revision: number }) {
  const { channelId, after, revision } = event
  return { channelId, after, revision, messages: [], members: [], channel: null }
}
