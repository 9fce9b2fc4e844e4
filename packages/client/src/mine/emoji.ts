import type { CustomEmoji } from '@chime/protocol'
import { OwnList, type OwnListWorld } from './own-list.ts'

/** Pictures of the server's own. No event tells of a new one, so the list is read anew when an unknown name is met. */
export class Emoji {
  readonly list: OwnList<CustomEmoji>

  constructor(world: OwnListWorld, changed: () => void) {
    this.list = new OwnList<CustomEmoji>(
      world,
      { load: (calls) => calls.emoji(), key: (emoji) => emoji.name, isGone: () => false },
      changed,
    )
  }
}
