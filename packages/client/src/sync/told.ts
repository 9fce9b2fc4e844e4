import type { Channel, ServerEvent } from '@chime/protocol'
import type { Delta } from '../state/delta.ts'

/** What those who listen to a channel's events were told: each change once, and nothing before what is missing. */
export class Told {
  /** Up to this revision they were told, or have no need to be. Null: nothing is known of the channel yet. */
  #revision: number | null = null
  readonly #channelId: string

  constructor(channelId: string) {
    this.#channelId = channelId
  }

  /** A live event. @returns whether they should be told of it: it is new, and nothing before it is missing */
  live({ after, revision }: Delta): boolean {
    const told = this.#revision ?? after
    if (after > told) return false
    this.#revision = Math.max(told, revision)
    // `after` tells a second event of the same revision from the same event again.
    return revision > told || after >= told
  }

  /** @returns the events that these rows stand for and that they were not told yet */
  caughtUp(delta: Delta): ServerEvent[] {
    const told = this.#revision ?? delta.revision
    if (delta.after > told) return []
    this.#revision = Math.max(told, delta.revision)
    return eventsOf(this.#channelId, delta, told)
  }

  /** Up to here nobody needs to be told. */
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
  told: number,
): ServerEvent[] {
  const step = (revision: number) => ({ channelId, after: told, revision })
  const events = [
    ...messages.map((message) => ({ type: 'message' as const, ...step(message.revision), message })),
    ...members.map((member) => ({ type: 'member' as const, ...step(member.revision), member })),
  ]
  const rows: ServerEvent[] = events.filter((e) => e.revision > told).sort((a, b) => a.revision - b.revision)
  return channel && end > told ? [...rows, channelEvent(channel, told, end)] : rows
}

const channelEvent = (channel: Channel, after: number, revision: number): ServerEvent => ({
  type: 'channel',
  channelId: channel.id,
  after,
  revision,
  channel,
})
