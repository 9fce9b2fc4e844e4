import { managers, managersAlone, type Rows, signedIn } from '../verdicts.ts'

/** Only those who manage a channel see its invites. Everybody who has the code of an invite may use it. */
export const inviteRows: Rows = {
  'invites.create': {
    input: ({ channelId }) => ({
      channelId,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      maxUses: 3,
    }),
    verdicts: managers,
  },
  'invites.list': { input: ({ channelId }) => ({ channelId }), verdicts: managers },
  'invites.revoke': { input: ({ invite }) => ({ id: invite.id }), verdicts: managersAlone },
  'invites.look': { input: ({ invite }) => ({ code: invite.code }), verdicts: signedIn },
  'invites.accept': { input: ({ invite }) => ({ code: invite.code }), verdicts: signedIn },
}
