import { type Rows, signedIn } from '../verdicts.ts'

export const userRows: Rows = {
  'users.get': { input: ({ owner, stranger }) => ({ ids: [owner, stranger] }), verdicts: signedIn },
  'users.search': { input: () => ({ query: 'a', limit: 5, suspended: true }), verdicts: signedIn },
  'users.update': {
    input: () => ({
      fullName: 'A Name',
      statusText: 'here',
      avatarId: null,
      timeZone: 'Europe/Berlin',
      language: 'de',
      reachableBy: 'nobody',
    }),
    verdicts: signedIn,
    allOptional: true,
  },
  'users.changes': { input: () => ({ since: 0, limit: 5 }), verdicts: signedIn },
}
