import type { Channel, Member, Message, ServerEvent } from '@chime/protocol'

/**
 * A step of a channel: everything that changed after revision `after`, up to `revision`. A live event is a delta with
 * one row; an answer of `channels.changes` is one with many rows.
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

/** Keeps the row with the highest revision for each key, sorted by key. */
export function newest<T extends { revision: number }>(rows: readonly T[], key: (row: T) => number): T[] {
  const newestByKey = new Map<number, T>()
  for (const row of rows) {
    const other = newestByKey.get(key(row))
    if (!other || row.revision > other.revision) newestByKey.set(key(row), row)
  }
  return [...newestByKey.values()].sort((a, b) => key(a) - key(b))
}

function step(event: { channelId: string; after: number; revision: number }) {
  const { channelId, after, revision } = event
  return { channelId, after, revision, messages: [], members: [], channel: null }
}
