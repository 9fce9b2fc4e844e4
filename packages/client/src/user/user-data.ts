import type { Invitation, User } from '@chime/protocol'
import type { CallContext, ClientContext } from '../client-context.ts'
import type { Parts } from '../parts.ts'
import { Blocks } from './blocks.ts'
import type { OwnList } from './own-list.ts'
import { Reminders } from './reminders.ts'
import { SavedMessages } from './saved.ts'
import { ScheduledMessages } from './scheduled.ts'

type UserDataContext = CallContext & {
  addUsers(users: readonly User[]): void
  /** The set of blocked users changed. */
  blocksChanged(): void
  drafts: ReturnType<Parts['drafts']>
}

/** Data that belongs to the user alone, apart from channels; and what is loaded in the same way. */
export class UserData {
  readonly drafts: UserDataContext['drafts']
  readonly blocks: Blocks
  readonly scheduled: ScheduledMessages
  readonly reminders: Reminders
  readonly saved: SavedMessages
  // Undefined: nobody has looked at them yet, and what does that is not loaded.
  emoji: ClientContext['emoji'] | undefined
  invitations: OwnList<Invitation> | undefined
  /** Whoever adds a part that is loaded later adds its list. */
  readonly ownLists: Pick<OwnList<unknown>, 'invalidate' | 'close' | 'load' | 'forget'>[]

  constructor(context: UserDataContext) {
    this.drafts = context.drafts
    this.blocks = new Blocks(context)
    this.scheduled = new ScheduledMessages(context)
    this.reminders = new Reminders(context)
    this.saved = new SavedMessages(context)
    this.ownLists = [this.drafts, this.blocks.list, this.scheduled, this.reminders, this.saved]
  }

  /**
   * More was missed than the server reports. Lists that are shown are loaded again now, the others when they are next
   * shown.
   */
  invalidate(): void {
    for (const list of this.ownLists) list.invalidate()
  }

  /** Stops all timers until the next connection. */
  close(): void {
    for (const list of this.ownLists) list.close()
  }

  /** After connecting: loads what is wanted and not loaded yet. */
  load(): void {
    for (const list of this.ownLists) list.load()
  }

  /** Another user signed in: drops everything. */
  forget(): void {
    for (const list of this.ownLists) list.forget()
  }
}
