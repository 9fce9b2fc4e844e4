import type { Cast } from './testing-matrix-cast.ts'
import type { Row, Verdicts } from './testing-matrix-rows.ts'

const ok = 'ok'
const u = 'UNAUTHENTICATED'
const n = 'NOT_FOUND'
const f = 'FORBIDDEN'

const signedIn: Verdicts = [u, ok, ok, ok, ok, ok]
const members: Verdicts = [u, n, n, ok, ok, ok]
const readers = { group: members, public: signedIn, announcement: signedIn }
/** Roles in a channel are none on the server. */
const nobody: Verdicts = [u, f, f, f, f, f]

const stranger = (cast: Cast) => ({ userId: cast.stranger })
const message = ({ channelId }: Cast) => ({ channelId, number: 2 })

/** Drafts, blocks, reports, and what is sent on. */
export const peopleRows: Record<string, Row> = {
  'messages.forward': {
    // From the channel to itself: who may read it and who may write in it.
    input: (cast) => ({ ...message(cast), toChannelId: cast.channelId, clientId: crypto.randomUUID() }),
    verdicts: { group: members, public: [u, f, f, ok, ok, ok], announcement: [u, f, f, f, ok, ok] },
  },
  'channels.setDraft': {
    input: ({ channelId }) => ({ channelId, content: 'begun', replyTo: 2 }),
    verdicts: readers,
  },
  'channels.drafts': { verdicts: signedIn },
  'users.block': { input: stranger, verdicts: signedIn },
  'users.unblock': { input: stranger, verdicts: signedIn },
  'users.blocked': { verdicts: signedIn },
  'users.report': { input: (cast) => ({ ...stranger(cast), reason: 'spam' }), verdicts: signedIn },
  'messages.report': { input: (cast) => ({ ...message(cast), reason: 'spam' }), verdicts: readers },
  'admin.reports': {
    input: () => ({ all: true, cursor: crypto.randomUUID(), limit: 5 }),
    verdicts: nobody,
    allOptional: true,
  },
  'admin.resolveReport': { input: () => ({ id: crypto.randomUUID() }), verdicts: nobody },
}
