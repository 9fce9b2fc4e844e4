import type { Cast } from './testing-matrix-cast.ts'
import type { Row, Verdicts } from './testing-matrix-rows.ts'

const ok = 'ok'
const u = 'UNAUTHENTICATED'
const n = 'NOT_FOUND'
const f = 'FORBIDDEN'

const signedIn: Verdicts = [u, ok, ok, ok, ok, ok]
const members: Verdicts = [u, n, n, ok, ok, ok]
const joined: Verdicts = [u, f, f, ok, ok, ok]
/** Of a group outsiders learn nothing. */
const managers = {
  group: [u, n, n, f, ok, ok],
  public: [u, f, f, f, ok, ok],
  announcement: [u, f, f, f, ok, ok],
} as const
const owners = { group: [u, n, n, f, f, ok], public: [u, f, f, f, f, ok], announcement: [u, f, f, f, f, ok] } as const

const channel = ({ channelId }: Cast) => ({ channelId })

/** Roles, the archive, and what is one's own of a channel. */
export const channelRows: Record<string, Row> = {
  'channels.archive': { input: channel, verdicts: managers },
  'channels.unarchive': { input: channel, verdicts: managers },
  'channels.setNotify': {
    input: (cast) => ({ ...channel(cast), notify: 'mentions' }),
    verdicts: { group: members, public: joined, announcement: joined },
  },
  'channels.markAllRead': { verdicts: signedIn },
  'channels.receipts': { input: channel, verdicts: { group: members, public: signedIn, announcement: signedIn } },
  'members.setRole': {
    input: (cast) => ({ ...channel(cast), userId: cast.member, role: 'admin' }),
    verdicts: owners,
  },
}
