import { type Rows, readers } from '../verdicts.ts'

export const eventRows: Rows = {
  'events.subscribe': {
    input: ({ channelId }) => ({ channelIds: [channelId] }),
    verdicts: readers,
    allOptional: true,
  },
}
