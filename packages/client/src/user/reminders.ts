import type { Reminder } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { compareTexts } from '../compare-texts.ts'
import { OwnList } from './own-list.ts'

/** The user's reminders of messages that wait or are due, the next one first. */
export class Reminders extends OwnList<Reminder> {
  constructor(context: CallContext) {
    super(context, {
      load: (trpc) => trpc.reminders.list.query(),
      key: ({ id }) => id,
      isGone: ({ state }) => state === 'deleted',
      compare: (a, b) => compareTexts(a.at, b.at),
    })
  }

  create(channelId: string, number: number, at: string): Promise<Reminder> {
    const isIt = (reminder: Reminder) =>
      reminder.channelId === channelId && reminder.number === number && Date.parse(reminder.at) === Date.parse(at)
    let tries = 0
    return this.change(async (trpc) => {
      // An earlier try may have created it, although its answer was lost.
      const made = tries++ > 0 ? (await trpc.reminders.list.query()).find(isIt) : undefined
      return made ?? trpc.reminders.create.mutate({ channelId, number, at })
    })
  }

  async delete(id: string): Promise<void> {
    await this.call((trpc) => trpc.reminders.delete.mutate({ id }))
  }
}
