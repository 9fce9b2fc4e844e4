import { inAnHour } from '../../scheduled/due.ts'
import { notFound, type Rows, signedIn, writers } from '../verdicts.ts'

/** Whoever may send may schedule. */
export const scheduledRows: Rows = {
  'messages.schedule': {
    input: ({ channelId }) => ({
      channelId,
      clientId: crypto.randomUUID(),
      content: 'later',
      sendAt: inAnHour(),
      metadata: { key: 'value' },
      replyTo: 2,
      attachmentIds: [],
    }),
    verdicts: writers,
  },
  'messages.scheduled': { verdicts: signedIn },
  'messages.unschedule': { input: () => ({ id: crypto.randomUUID() }), verdicts: notFound },
}
