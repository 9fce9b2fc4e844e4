import { type Rows, readers } from '../verdicts.ts'

/** Whoever may read a channel may search in it. */
export const searchRows: Rows = {
  'messages.search': {
    input: ({ channelId, owner }) => ({
      query: 'message',
      channelId,
      userId: owner,
      sentBefore: '2030-01-01T00:00:00Z',
      sentAfter: '2020-01-01T00:00:00Z',
      has: 'link',
      pinned: false,
      timeZone: 'Asia/Dhaka',
      order: 'newest',
      cursor: 'n 1 1',
      limit: 5,
    }),
    verdicts: readers,
  },
}
