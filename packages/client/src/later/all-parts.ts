import type { Parts } from '../parts.ts'
import { FileUpload } from '../upload/file-upload.ts'
import type { SendFile } from '../upload/upload-context.ts'
import { WaitingForUploads } from '../upload/waiting-for-uploads.ts'
import { Drafts } from '../user/drafts.ts'
import { lateCode } from './later-parts.ts'
import { LaterPresence } from './later-presence.ts'

export const allParts: Parts = {
  drafts: (calls) => new Drafts(calls),
  presence: (calls) => new LaterPresence(calls, async () => (await lateCode.load()).presenceWatch),
  uploads: (context) => {
    let sendFile: SendFile | null = null
    const loadSendFile = async () => {
      const { fileSender } = await lateCode.load()
      sendFile ??= fileSender()
      return sendFile
    }
    return { start: (file, channelId) => new FileUpload(file, channelId, { ...context, loadSendFile }) }
  },
  waitingForUploads: (outbox) => new WaitingForUploads(outbox),
  async *searchPages(...search) {
    yield* (await lateCode.load()).searchPages(...search)
  },
}
