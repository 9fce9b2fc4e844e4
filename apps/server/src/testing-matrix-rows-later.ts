import type { Row, Verdicts } from './testing-matrix-rows.ts'

const ok = 'ok'
const u = 'UNAUTHENTICATED'
const n = 'NOT_FOUND'
const f = 'FORBIDDEN'

const signedIn: Verdicts = [u, ok, ok, ok, ok, ok]
const members: Verdicts = [u, n, n, ok, ok, ok]
const joined: Verdicts = [u, f, f, ok, ok, ok]
const managers: Verdicts = [u, f, f, f, ok, ok]
/** Of all that is one's own: others' is as what does not exist. */
const nothing: Verdicts = [u, n, n, n, n, n]

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/** What happens later, and polls. Whoever may send may schedule; whoever may read may be reminded; members vote. */
export const laterRows: Record<string, Row> = {
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
    verdicts: { group: members, public: joined, announcement: managers },
  },
  'messages.scheduled': { verdicts: signedIn },
  'messages.unschedule': { input: () => ({ id: crypto.randomUUID() }), verdicts: nothing },

  'reminders.create': {
    input: ({ channelId }) => ({ channelId, number: 2, at: inAnHour() }),
    verdicts: { group: members, public: signedIn, announcement: signedIn },
  },
  'reminders.list': { verdicts: signedIn },
  'reminders.delete': { input: () => ({ id: crypto.randomUUID() }), verdicts: nothing },

  'polls.create': {
    input: ({ channelId }) => ({
      channelId,
      clientId: crypto.randomUUID(),
      question: 'Which?',
      options: ['this', 'that'],
      multiple: true,
    }),
    verdicts: { group: members, public: joined, announcement: managers },
  },
  // The third message is a poll, and the owner's.
  'polls.vote': {
    input: ({ channelId }) => ({ channelId, number: 3, options: [1] }),
    verdicts: { group: members, public: joined, announcement: joined },
  },
  'polls.close': {
    input: ({ channelId }) => ({ channelId, number: 3 }),
    verdicts: { group: [u, n, n, f, ok, ok], public: managers, announcement: managers },
  },
}
