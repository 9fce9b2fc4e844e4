import { nobody, type Rows, readers, signedIn } from '../verdicts.ts'

export const reportRows: Rows = {
  'users.report': { input: (fixture) => ({ userId: fixture.stranger, reason: 'spam' }), verdicts: signedIn },
  'messages.report': {
    input: (fixture) => ({ channelId: fixture.channelId, number: 2, reason: 'spam' }),
    verdicts: readers,
  },
  'admin.reports': {
    input: () => ({ all: true, cursor: crypto.randomUUID(), limit: 5 }),
    verdicts: nobody,
    allOptional: true,
  },
  'admin.resolveReport': { input: () => ({ id: crypto.randomUUID() }), verdicts: nobody },
}
