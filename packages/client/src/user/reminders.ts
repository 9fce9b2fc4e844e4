import type { Reminder } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import type { Derived } from '../readable.ts'
import { byText, OwnList } from './own-list.ts'

/** The user's reminders of messages. */
export class Reminders {
  /** Reminders that wait or are due, the next one first. */
  readonly all: Derived<Reminder[]>
  readonly list: OwnList<Reminder>
  readonly #context: CallContext

  constructor(context: CallContext) {
    this.#context = context
    this.list = new OwnList<Reminder>(
      context,
      {
        load: (trpc) => trpc.reminders.list.query(),
        key: (reminder) => reminder.id,
        isGone: ({ state }) => state === 'deleted',
      },
      () => this.all.invalidate(),
    )
    this.all = this.list.readable((rows) => [...rows].sort(byText((row) => row.at)))
  }

  create(channelId: string, number: number, at: string): Promise<Reminder> {
    const isIt = (reminder: Reminder) =>
      reminder.channelId === channelId && reminder.number === number && Date.parse(reminder.at) === Date.parse(at)
    let tries = 0
    return this.list.change(
      async (trpc) => {
        // An earlier try may have created it, although its answer was lost.
        const made = tries++ > 0 ? (await trpc.reminders.list.query()).find(isIt) : undefined
        return made ?? trpc.reminders.create.mutate({ channelId, number, at })
      },
      (reminder) => reminder,
    )
  }

  async delete(id: string): Promise<void> {
    await retryUntilDecided(this.#context, (trpc) => trpc.reminders.delete.mutate({ id }))
  }
}
