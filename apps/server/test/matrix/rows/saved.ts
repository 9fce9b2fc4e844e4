import { type Rows, readers, signedIn } from '../verdicts.ts'

/** Whoever may read may save. What one has saved is taken away also where one may not read any more. */
export const savedRows: Rows = {
  'saved.add': { input: ({ channelId }) => ({ channelId, number: 2 }), verdicts: readers },
  'saved.remove': { input: ({ channelId }) => ({ channelId, number: 2 }), verdicts: signedIn },
  'saved.list': { input: () => ({ cursor: '1', limit: 10 }), verdicts: signedIn, allOptional: true },
  'saved.keys': { verdicts: signedIn },
}
