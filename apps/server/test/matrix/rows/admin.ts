import { nobody, notFound, type Rows } from '../verdicts.ts'

/** A role in a channel gives no rights on the server. */
export const adminRows: Rows = {
  // The link of this input was never printed.
  'admin.claim': { input: () => ({ token: 'never-printed' }), verdicts: notFound },
  'admin.people': {
    input: () => ({ query: 'ann', role: 'user', suspended: false, cursor: 'ann', limit: 10 }),
    verdicts: nobody,
    allOptional: true,
  },
  'admin.setRole': { input: ({ stranger }) => ({ userId: stranger, role: 'moderator' }), verdicts: nobody },
  'admin.deleteMessage': { input: ({ channelId }) => ({ channelId, number: 1 }), verdicts: nobody },
  'admin.suspend': { input: ({ stranger }) => ({ userId: stranger }), verdicts: nobody },
  'admin.unsuspend': { input: ({ stranger }) => ({ userId: stranger }), verdicts: nobody },
  'admin.audit': { input: () => ({ before: 10, limit: 10 }), verdicts: nobody, allOptional: true },
}
