import type { ChannelSummary, Log, Message, ServerEvent, User } from '@chime/protocol'
import type { Channel } from '../channel.ts'
import type { Mine } from '../mine/mine.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Turn } from '../readable.ts'
import type { Calls } from '../server.ts'
import type { HeldSends } from '../upload/held-sends.ts'
import type { Uploads } from '../upload/uploads.ts'
import type { Holdings } from './holdings.ts'
import type { Link } from './persist.ts'

/** What the parts of one client share. */
export type World = {
  readonly turn: Turn
  readonly calls: Calls
  readonly link: Link
  readonly log: Log
  readonly outbox: Outbox
  readonly mine: Mine
  readonly uploads: Uploads
  readonly heldSends: HeldSends
  /** Merges a summary that a call returned. */
  take(summary: ChannelSummary): Channel
  myId(): string | null
  /** Every event that taught the client something, after it was applied. */
  tell(event: ServerEvent): void
  /** People seen on the way, so that nobody asks for them. */
  addUsers(users: readonly User[]): void
  /** The freshest profile held of this person. */
  user(id: string): User | null
  /** An answer came from this epoch of the server. False: it is another one, and everything held is being dropped. */
  isEpoch(epoch: string): boolean
  /** A channel's summary changed, so the list did. */
  channelsChanged(): void
}

/** Rows of a channel, whatever brought them. Own messages among them are no longer unsent. */
export function met({ outbox, mine, myId }: World, hold: Holdings, messages: readonly Message[]): void {
  mine.emoji.met(messages)
  if (outbox.isEmpty) return
  const me = myId()
  for (const message of messages) {
    if (message.userId !== me || !outbox.holds(message)) continue
    // First, so that it does not vanish where the messages in front of it are still on their way.
    hold.acknowledge(message)
    outbox.settle(message)
  }
}
