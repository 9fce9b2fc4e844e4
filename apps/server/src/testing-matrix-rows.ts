import type { Cast, Kind } from './testing-matrix-cast.ts'
import { channelRows } from './testing-matrix-rows-channels.ts'
import { fileRows } from './testing-matrix-rows-files.ts'
import { inviteRows } from './testing-matrix-rows-invites.ts'
import { laterRows } from './testing-matrix-rows-later.ts'
import { peopleRows } from './testing-matrix-rows-people.ts'
import { searchRows } from './testing-matrix-rows-search.ts'

/** For each role, in their order: `ok`, or why not. */
export type Verdicts = readonly [string, string, string, string, string, string]

export type Row = {
  /** Good input, with every key that the procedure knows. */
  input?: (cast: Cast) => Record<string, unknown>
  /** Keys that exclude each other: tried one at a time beside the rest of `input`. */
  either?: Record<string, unknown>
  /** The same for every channel, or by kind of channel. */
  verdicts: Verdicts | Record<Kind, Verdicts>
  /** `{}` is good input too. */
  allOptional?: true
}

const ok = 'ok'
const u = 'UNAUTHENTICATED'
const n = 'NOT_FOUND'
const f = 'FORBIDDEN'

const everybody: Verdicts = [ok, ok, ok, ok, ok, ok]
const signedIn: Verdicts = [u, ok, ok, ok, ok, ok]
/** Outsiders learn nothing of a group; an open channel may be read, and must be joined for more. */
const members: Verdicts = [u, n, n, ok, ok, ok]
const joined: Verdicts = [u, f, f, ok, ok, ok]
const managers: Verdicts = [u, f, f, f, ok, ok]

/** The same in a group, of which outsiders learn nothing. */
const removers: Verdicts = [u, n, n, f, ok, ok]

const readers = { group: members, public: signedIn, announcement: signedIn }
const writers = { group: members, public: joined, announcement: joined }

const channel = ({ channelId }: Cast) => ({ channelId })
const message = (cast: Cast) => ({ ...channel(cast), number: 2 })
const unique = () => `u-${crypto.randomUUID().slice(0, 18)}`

/** Every procedure of the API. One without a row here fails the test: say who may call it. */
export const rows: Record<string, Row> = {
  'auth.register': {
    input: () => {
      const username = unique()
      return { username, email: `${username}@example.com`, password: 'battery horse staple', fullName: 'A Name' }
    },
    verdicts: everybody,
  },
  'auth.login': {
    input: () => ({ identifier: 'nobody', password: 'battery horse staple', code: '123456' }),
    verdicts: everybody.map(() => 'WRONG_CREDENTIALS') as unknown as Verdicts, // `map` forgets the length
  },
  'auth.logout': { verdicts: signedIn },
  'auth.me': { verdicts: signedIn },
  'auth.sessions': { verdicts: signedIn },
  'auth.revokeSession': { input: ({ actor }) => ({ id: actor?.sessionId ?? crypto.randomUUID() }), verdicts: signedIn },

  'users.get': { input: ({ owner, stranger }) => ({ ids: [owner, stranger] }), verdicts: signedIn },
  'users.search': { input: () => ({ query: 'a', limit: 5 }), verdicts: signedIn },
  'users.update': {
    input: () => ({ fullName: 'A Name', statusText: 'here', avatarId: null }),
    verdicts: signedIn,
    allOptional: true,
  },
  'users.changes': { input: () => ({ since: 0, limit: 5 }), verdicts: signedIn },

  'presence.set': { input: () => ({ status: 'busy', thisDevice: false }), verdicts: signedIn },
  'presence.get': { input: ({ owner, stranger }) => ({ userIds: [owner, stranger] }), verdicts: signedIn },
  'presence.subscribe': { input: ({ owner }) => ({ userIds: [owner] }), verdicts: signedIn },

  'channels.list': { verdicts: signedIn },
  'channels.get': { input: channel, verdicts: readers },
  'channels.browse': {
    input: () => ({ query: 'a', cursor: `${crypto.randomUUID()} name`, limit: 5 }),
    verdicts: signedIn,
    allOptional: true,
  },
  'channels.changes': { input: (cast) => ({ ...channel(cast), since: 0, limit: 5 }), verdicts: readers },
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
  'channels.openThread': { input: (cast) => ({ ...channel(cast), number: 2 }), verdicts: readers },
  'channels.join': { input: channel, verdicts: readers },
  'channels.leave': { input: (cast) => ({ ...channel(cast), successorId: cast.member }), verdicts: writers },
  'channels.update': {
    input: (cast) => ({ ...channel(cast), name: 'New name', description: 'New' }),
    // For owners and admins in a group too; see channel-settings.test.ts.
    either: { slowModeSeconds: 5 },
    verdicts: { group: members, public: managers, announcement: managers },
  },
  'channels.markRead': { input: (cast) => ({ ...channel(cast), number: 2, version: 0 }), verdicts: writers },
  'channels.markUnread': { input: (cast) => ({ ...channel(cast), number: 2 }), verdicts: writers },
  'channels.typing': { input: channel, verdicts: writers },

  ...channelRows,
  ...inviteRows,
  ...peopleRows,
  ...laterRows,
  ...searchRows,
  ...fileRows,

  'members.list': {
    input: (cast) => ({ ...channel(cast), cursor: cast.owner, limit: 5 }),
    verdicts: readers,
  },
  'members.add': {
    input: (cast) => ({ ...channel(cast), userIds: [cast.stranger] }),
    verdicts: { group: members, public: joined, announcement: managers },
  },
  'members.remove': {
    input: (cast) => ({ ...channel(cast), userId: cast.member }),
    verdicts: { group: removers, public: managers, announcement: managers },
  },

  'messages.send': {
    input: (cast) => ({
      ...channel(cast),
      clientId: crypto.randomUUID(),
      content: 'hello',
      replyTo: 2,
      attachmentIds: [],
      metadata: { key: 'value' },
    }),
    verdicts: { group: members, public: joined, announcement: managers },
  },
  'messages.list': {
    input: (cast) => ({ ...channel(cast), limit: 5 }),
    either: { before: 2, after: 2, around: 2 },
    verdicts: readers,
  },
  'messages.get': { input: message, verdicts: readers },
  // The owner wrote it, and it is somebody else who calls.
  'messages.edit': {
    input: (cast) => ({ ...message(cast), content: 'changed' }),
    verdicts: { group: [u, n, n, f, f, f], public: [u, f, f, f, f, f], announcement: [u, f, f, f, f, f] },
  },
  'messages.delete': { input: message, verdicts: { group: removers, public: managers, announcement: managers } },
  'messages.versions': { input: message, verdicts: readers },
  'messages.react': { input: (cast) => ({ ...message(cast), emoji: '👍' }), verdicts: writers },
  'messages.unreact': { input: (cast) => ({ ...message(cast), emoji: '👍' }), verdicts: writers },
  'messages.pin': { input: message, verdicts: { group: members, public: managers, announcement: managers } },
  'messages.unpin': { input: message, verdicts: { group: members, public: managers, announcement: managers } },
  'messages.pinned': { input: channel, verdicts: readers },

  // Roles in a channel are none on the server.
  'admin.suspend': { input: ({ stranger }) => ({ userId: stranger }), verdicts: [u, f, f, f, f, f] },
  'admin.unsuspend': { input: ({ stranger }) => ({ userId: stranger }), verdicts: [u, f, f, f, f, f] },

  'events.subscribe': {
    input: ({ channelId }) => ({ channelIds: [channelId] }),
    verdicts: readers,
    allOptional: true,
  },
}
