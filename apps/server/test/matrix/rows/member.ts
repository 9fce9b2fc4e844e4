import { managers, owners, type Rows, readers, writers } from '../verdicts.ts'

export const memberRows: Rows = {
  'members.list': {
    input: (fixture) => ({ channelId: fixture.channelId, cursor: fixture.owner, limit: 5 }),
    verdicts: readers,
  },
  'members.add': {
    input: (fixture) => ({ channelId: fixture.channelId, userIds: [fixture.stranger] }),
    verdicts: writers,
  },
  'members.remove': {
    input: (fixture) => ({ channelId: fixture.channelId, userId: fixture.member }),
    verdicts: managers,
  },
  'members.setRole': {
    input: (fixture) => ({ channelId: fixture.channelId, userId: fixture.member, role: 'admin' }),
    verdicts: owners,
  },
}
