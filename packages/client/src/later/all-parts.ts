import type { Parts } from '../parts.ts'
import { Uploads } from '../upload/uploads.ts'
import { WaitingForUploads } from '../upload/waiting-for-uploads.ts'
import { Drafts } from '../user/drafts.ts'
import { lateCode } from './later-parts.ts'
import { LaterPresence } from './later-presence.ts'

export const allParts: Parts = {
  drafts: (calls) => new Drafts(calls),
  presence: (calls) => new LaterPresence(calls, async () => (await lateCode.load()).presenceWatch),
  uploads: (context) => new Uploads({ ...context, loadSendFile: async () => (await lateCode.load()).sendFile }),
  waitingForUploads: (outbox) => new WaitingForUploads(outbox),
}
