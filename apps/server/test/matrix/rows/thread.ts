import { members, type Rows, readers } from '../verdicts.ts'

export const threadRows: Rows = {
  'channels.openThread': { input: (fixture) => ({ channelId: fixture.channelId, number: 2 }), verdicts: readers },
  'channels.follow': { input: ({ threadId }) => ({ channelId: threadId }), verdicts: members },
  'channels.unfollow': { input: ({ threadId }) => ({ channelId: threadId }), verdicts: members },
}
