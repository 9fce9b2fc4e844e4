import { managers, members, type Rows, writers } from '../verdicts.ts'

/** Whoever may send may create a poll, and members may vote. */
export const pollRows: Rows = {
  'polls.create': {
    input: ({ channelId }) => ({
      channelId,
      clientId: crypto.randomUUID(),
      question: 'Which?',
      options: ['this', 'that'],
      multiple: true,
    }),
    verdicts: writers,
  },
  // The third message is a poll, made by the owner.
  'polls.vote': {
    input: ({ channelId }) => ({ channelId, number: 3, options: [1] }),
    verdicts: members,
  },
  'polls.close': {
    input: ({ channelId }) => ({ channelId, number: 3 }),
    verdicts: managers,
  },
}
