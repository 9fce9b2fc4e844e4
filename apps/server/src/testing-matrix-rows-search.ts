import type { Row } from './testing-matrix-rows.ts'

const signedIn = ['UNAUTHENTICATED', 'ok', 'ok', 'ok', 'ok', 'ok'] as const
const members = ['UNAUTHENTICATED', 'NOT_FOUND', 'NOT_FOUND', 'ok', 'ok', 'ok'] as const

/** Whoever may read a channel may search in it. */
export const searchRows: Record<string, Row> = {
  'messages.search': {
    input: ({ channelId, owner }) => ({
      query: 'message',
      channelId,
      userId: owner,
      sentBefore: '2030-01-01T00:00:00Z',
      sentAfter: '2020-01-01T00:00:00Z',
      has: 'link',
      pinned: false,
      order: 'newest',
      cursor: 'n 1 1',
      limit: 5,
    }),
    verdicts: { group: members, public: signedIn, announcement: signedIn },
  },
}
