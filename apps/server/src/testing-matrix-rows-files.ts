import type { Row } from './testing-matrix-rows.ts'

const u = 'UNAUTHENTICATED'
const n = 'NOT_FOUND'
const f = 'FORBIDDEN'
const id = () => ({ id: crypto.randomUUID() })

export const fileRows: Record<string, Row> = {
  'attachments.create': {
    input: ({ channelId }) => ({ channelId, name: 'a file.txt', type: 'text/plain', size: 5 }),
    verdicts: {
      group: [u, n, n, 'ok', 'ok', 'ok'],
      public: [u, f, f, 'ok', 'ok', 'ok'],
      announcement: [u, f, f, f, 'ok', 'ok'],
    },
  },
  // Whose they are is a matter of persons, not of roles: see files-access.test.ts.
  'attachments.get': { input: id, verdicts: [u, n, n, n, n, n] },
  'attachments.delete': { input: id, verdicts: [u, n, n, n, n, n] },

  'emoji.list': { verdicts: [u, 'ok', 'ok', 'ok', 'ok', 'ok'] },
  // Roles in a channel are none on the server.
  'emoji.create': {
    input: () => ({ name: 'party', attachmentId: crypto.randomUUID() }),
    verdicts: [u, f, f, f, f, f],
  },
  'emoji.delete': { input: () => ({ name: 'party' }), verdicts: [u, f, f, f, f, f] },
}
