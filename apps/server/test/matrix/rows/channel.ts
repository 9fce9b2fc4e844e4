import type { Fixture } from '../fixture.ts'
import { managers, members, membersOrManagers, type Rows, readers, signedIn } from '../verdicts.ts'

const channel = ({ channelId }: Fixture) => ({ channelId })

export const channelRows: Rows = {
  'channels.list': { verdicts: signedIn },
  'channels.get': { input: channel, verdicts: readers },
  'channels.browse': {
    input: () => ({ query: 'a', archived: true, cursor: `${crypto.randomUUID()} name`, limit: 5 }),
    verdicts: signedIn,
    allOptional: true,
  },
  'channels.changes': { input: (fixture) => ({ ...channel(fixture), since: 0, limit: 5 }), verdicts: readers },
  'channels.create': {
    input: ({ member }) => ({
      kind: 'group',
      name: 'A group',
      description: 'New',
      memberIds: [member],
      clientId: crypto.randomUUID(),
    }),
    verdicts: signedIn,
  },
  'channels.openDirect': { input: ({ stranger }) => ({ userId: stranger }), verdicts: signedIn },
  'channels.join': { input: channel, verdicts: readers },
  'channels.leave': { input: (fixture) => ({ ...channel(fixture), successorId: fixture.member }), verdicts: members },
  'channels.update': {
    input: (fixture) => ({ ...channel(fixture), name: `New ${crypto.randomUUID()}`, description: 'New' }),
    // In a group, only owners and admins may set this one; see `test/channel/settings.test.ts`.
    either: { slowModeSeconds: 5 },
    verdicts: membersOrManagers,
  },
  'channels.archive': { input: channel, verdicts: managers },
  'channels.unarchive': { input: channel, verdicts: managers },
  'channels.setNotify': {
    input: (fixture) => ({ ...channel(fixture), notify: 'mentions' }),
    verdicts: members,
  },
  'channels.typing': { input: channel, verdicts: members },
}
