import type { MessageKey, Saved } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import type { Derived } from '../readable.ts'
import { byText, OwnList } from './own-list.ts'

/** The messages that the user has saved for later. */
export class SavedMessages {
  /** The last saved first. */
  readonly all: Derived<Saved[]>
  readonly list: OwnList<Saved>
  readonly #context: CallContext

  constructor(context: CallContext) {
    this.#context = context
    this.list = new OwnList<Saved>(
      context,
      {
        load: (trpc) => trpc.saved.keys.query(),
        key: ({ channelId, number }) => `${channelId} ${number}`,
        isGone: ({ saved }) => !saved,
      },
      () => this.all.invalidate(),
    )
    this.all = this.list.readable((rows) => [...rows].sort(byText((row) => row.savedAt)).reverse())
  }

  add(key: MessageKey): Promise<Saved> {
    return this.list.change(
      (trpc) => trpc.saved.add.mutate(key),
      (saved) => saved,
    )
  }

  async remove(key: MessageKey): Promise<void> {
    await retryUntilDecided(this.#context, (trpc) => trpc.saved.remove.mutate(key))
  }
}
