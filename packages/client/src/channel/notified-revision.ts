import type { Channel, ServerEvent } from '@chime/protocol'
import type { Delta } from '../state/delta.ts'

/**
 * Remembers which changes the listeners of a channel were notified of: each change once, and none while an earlier one
 * is missing.
 */
export class NotifiedRevision {
  /**
   * Listeners were notified of everything up to this revision, or need not be. Null: nothing is known of the channel
   * yet.
   */
  #revision: number | null = null
  readonly #channelId: string

  constructor(channelId: string) {
    this.#channelId = channelId
  }

  /** For a live event. @returns whether to notify listeners: the event is new, and nothing before it is missing */
  live({ after, revision }: Delta): boolean {
    const notified = this.#revision ?? after
    if (after > notified) return false
    this.#revision = Math.max(notified, revision)
    // One change can have two events with the same revision; the second one then has `after` equal to it. A repeated
    // event has a smaller `after`.
    return revision > notified || after >= notified
  }

  /** For changes that were loaded later. @returns the events that listeners were not notified of yet */
  caughtUp(delta: Delta): ServerEvent[] {
    const notified = this.#revision ?? delta.revision
    if (delta.after > notified) return []
    this.#revision = Math.max(notified, delta.revision)
    return eventsOf(this.#channelId, delta, notified)
  }

  /** Listeners need not be notified of anything up to this revision. */
  skipTo(revision: number): void {
    this.#revision = Math.max(this.#revision ?? 0, revision)
  }

  forget(): void {
    this.#revision = null
  }
}

function eventsOf(
  channelId: string,
  { messages, members, channel, revision: end }: Delta,
  notified: number,
): ServerEvent[] {
  const step = (revision: number) => ({ channelId, after: notified, revision })
  const events = [
    ...messages.map((message) => ({ type: 'message' as const, ...step(message.revision), message })),
    ...members.map((member) => ({ type: 'member' as const, ...step(member.revision), member })),
  ]
  const rows: ServerEvent[] = events.filter((e) => e.revision > notified).sort((a, b) => a.revision - b.revision)
  return channel && end > notified ? [...rows, channelEvent(channel, notified, end)] : rows
}

const channelEvent = (channel: Channel, after: number, revision: number): ServerEvent => ({
  type: 'channel',
  channelId: channel.id,
  after,
  revision,
  channel,
})
