import { nobody, type Rows, signedIn } from '../verdicts.ts'

/** A role in a channel gives no rights on the server, where only admins create emoji. */
export const emojiRows: Rows = {
  'emoji.list': { verdicts: signedIn },
  'emoji.create': {
    input: () => ({ name: 'party', attachmentId: crypto.randomUUID() }),
    verdicts: nobody,
  },
  'emoji.delete': { input: () => ({ name: 'party' }), verdicts: nobody },
}
