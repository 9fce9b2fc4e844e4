import { members, type Rows, readers, signedIn } from '../verdicts.ts'

export const readMarkerRows: Rows = {
  'channels.markRead': {
    input: (fixture) => ({ channelId: fixture.channelId, number: 2, version: 0 }),
    verdicts: members,
  },
  'channels.markUnread': { input: (fixture) => ({ channelId: fixture.channelId, number: 2 }), verdicts: members },
  'channels.markAllRead': { verdicts: signedIn },
  'channels.receipts': { input: ({ channelId }) => ({ channelId }), verdicts: readers },
}
