import type { MessageKey, Saved } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { compareTexts } from '../compare-texts.ts'
import { OwnList } from './own-list.ts'

/** The messages that the user has saved for later, the last saved first. */
export class SavedMessages extends OwnList<Saved> {
  constructor(context: CallContext) {
    super(context, {
      load: (trpc) => trpc.saved.keys.query(),
      key: ({ channelId, number }) => `${channelId} ${number}`,
      isGone: ({ saved }) => !saved,
      compare: (a, b) => compareTexts(b.savedAt, a.savedAt),
    })
  }

  add(key: MessageKey): Promise<Saved> {
    return this.change((trpc) => trpc.saved.add.mutate(key))
  }

  async remove(key: MessageKey): Promise<void> {
    await this.call((trpc) => trpc.saved.remove.mutate(key))
  }
}
