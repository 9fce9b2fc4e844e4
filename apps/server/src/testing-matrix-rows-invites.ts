import type { Row, Verdicts } from './testing-matrix-rows.ts'

const ok = 'ok'
const u = 'UNAUTHENTICATED'
const n = 'NOT_FOUND'
const f = 'FORBIDDEN'

const managers = {
  group: [u, n, n, f, ok, ok],
  public: [u, f, f, f, ok, ok],
  announcement: [u, f, f, f, ok, ok],
} as const
/** An invite is known to whoever manages its channel; to all others it is as one that does not exist. */
const knowing: Verdicts = [u, n, n, n, ok, ok]
/** Who has a code was invited. */
const invited: Verdicts = [u, ok, ok, ok, ok, ok]

export const inviteRows: Record<string, Row> = {
  'invites.create': {
    input: ({ channelId }) => ({
      channelId,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      maxUses: 3,
    }),
    verdicts: managers,
  },
  'invites.list': { input: ({ channelId }) => ({ channelId }), verdicts: managers },
  'invites.revoke': { input: ({ invite }) => ({ id: invite.id }), verdicts: knowing },
  'invites.look': { input: ({ invite }) => ({ code: invite.code }), verdicts: invited },
  'invites.accept': { input: ({ invite }) => ({ code: invite.code }), verdicts: invited },
}
