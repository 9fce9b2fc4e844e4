import type { ChannelSummary, Invitation } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import type { Derived } from '../readable.ts'
import { byText, OwnList } from './own-list.ts'

/** The channels to which the user is invited, and which wait for their answer. */
export class Invitations {
  /** Newest first. */
  readonly all: Derived<Invitation[]>
  readonly list: OwnList<Invitation>
  readonly #context: CallContext

  constructor(context: CallContext) {
    this.#context = context
    this.list = new OwnList<Invitation>(
      context,
      {
        load: (trpc) => trpc.members.invitations.query(),
        key: ({ channelId }) => channelId,
        isGone: ({ state }) => state !== 'waiting',
      },
      () => this.all.invalidate(),
    )
    this.all = this.list.readable((rows) => [...rows].sort(byText((row) => row.invitedAt)).reverse())
  }

  /** @returns the channel, of which the user is a member now */
  async accept(channelId: string): Promise<ChannelSummary> {
    const channel = await retryUntilDecided(this.#context, (trpc) => trpc.members.accept.mutate({ channelId }))
    this.#answered(channelId, 'accepted')
    return channel
  }

  async decline(channelId: string): Promise<void> {
    await retryUntilDecided(this.#context, (trpc) => trpc.members.decline.mutate({ channelId }))
    this.#answered(channelId, 'declined')
  }

  /** Applied at once: the event that says so may come later. */
  #answered(channelId: string, state: 'accepted' | 'declined'): void {
    const invitation = this.list.rows?.get(channelId)
    if (invitation) this.#context.batch.run(() => this.list.apply({ ...invitation, state }))
  }
}
