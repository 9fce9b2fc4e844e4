import { type Rows, signedIn } from '../verdicts.ts'

export const presenceRows: Rows = {
  'presence.set': { input: () => ({ status: 'busy', thisDevice: false }), verdicts: signedIn },
  'presence.get': { input: ({ owner, stranger }) => ({ userIds: [owner, stranger] }), verdicts: signedIn },
  'presence.subscribe': { input: ({ owner }) => ({ userIds: [owner] }), verdicts: signedIn },
}
