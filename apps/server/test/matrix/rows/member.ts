import { insiders, managers, members, owners, type Rows, readers, signedIn, writers } from '../verdicts.ts'

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
  'members.accept': { input: ({ channelId }) => ({ channelId }), verdicts: insiders },
  'members.decline': { input: ({ channelId }) => ({ channelId }), verdicts: signedIn },
  'members.invitations': { verdicts: signedIn },
  'members.invited': { input: ({ channelId }) => ({ channelId }), verdicts: members },
}
