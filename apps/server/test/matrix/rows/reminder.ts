import { inAnHour } from '../../scheduled/due.ts'
import { notFound, type Rows, readers, signedIn } from '../verdicts.ts'

/** Whoever may read may be reminded. */
export const reminderRows: Rows = {
  'reminders.create': {
    input: ({ channelId }) => ({ channelId, number: 2, at: inAnHour() }),
    verdicts: readers,
  },
  'reminders.list': { verdicts: signedIn },
  'reminders.delete': { input: () => ({ id: crypto.randomUUID() }), verdicts: notFound },
}
