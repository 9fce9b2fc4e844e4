import { type Rows, readers, signedIn } from '../verdicts.ts'

export const draftRows: Rows = {
  'channels.setDraft': {
    input: ({ channelId }) => ({ channelId, content: 'begun', replyTo: 2 }),
    verdicts: readers,
  },
  'channels.drafts': { verdicts: signedIn },
}
