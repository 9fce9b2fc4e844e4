import type { Fixture } from '../fixture.ts'
import { managers, members, membersOrManagers, notTheAuthor, type Rows, readers, writers } from '../verdicts.ts'

const message = ({ channelId }: Fixture) => ({ channelId, number: 2 })

export const messageRows: Rows = {
  'messages.send': {
    input: (fixture) => ({
      channelId: fixture.channelId,
      clientId: crypto.randomUUID(),
      content: 'hello',
      replyTo: 2,
      attachmentIds: [],
      metadata: { key: 'value' },
    }),
    verdicts: writers,
  },
  'messages.list': {
    input: (fixture) => ({ channelId: fixture.channelId, limit: 5 }),
    either: { before: 2, after: 2, around: 2 },
    verdicts: readers,
  },
  'messages.get': { input: message, verdicts: readers },
  // The owner of the channel wrote the message, and the actor is somebody else, also in the role `owner`.
  'messages.edit': {
    input: (fixture) => ({ ...message(fixture), content: 'changed' }),
    verdicts: notTheAuthor,
  },
  'messages.delete': { input: message, verdicts: managers },
  'messages.versions': { input: message, verdicts: readers },
  'messages.forward': {
    // Forwards from the channel to itself, so it takes the right to read and the right to write.
    input: (fixture) => ({ ...message(fixture), toChannelId: fixture.channelId, clientId: crypto.randomUUID() }),
    verdicts: writers,
  },
  'messages.react': { input: (fixture) => ({ ...message(fixture), emoji: '👍' }), verdicts: members },
  'messages.unreact': { input: (fixture) => ({ ...message(fixture), emoji: '👍' }), verdicts: members },
  'messages.pin': { input: message, verdicts: membersOrManagers },
  'messages.unpin': { input: message, verdicts: membersOrManagers },
  'messages.pinned': { input: ({ channelId }) => ({ channelId, before: 1, limit: 5 }), verdicts: readers },
}
