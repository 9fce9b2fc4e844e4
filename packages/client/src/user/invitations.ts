import type { Invitation } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import type { Derived } from '../readable.ts'
import { byText, OwnList } from './own-list.ts'

/** The channels to which the user is invited, and which wait for their answer. */
export class Invitations {
  /** Newest first. */
  readonly all: Derived<Invitation[]>
  readonly list: OwnList<Invitation>

  constructor(context: CallContext) {
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
}
