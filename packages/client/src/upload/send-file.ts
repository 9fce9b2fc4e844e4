import { type Backoff, backoffMs } from '../backoff.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { Later } from '../later/later.ts'
import { Turns } from './turns.ts'
import type { UploadState } from './upload.ts'
import type { Announced, SendFile } from './upload-context.ts'

const retries: Backoff = { firstMs: 500, maxMs: 4_000 }
/** How often the server is asked whether it has processed the file. */
const processingMs = 300

const tus = new Later(() => import('./tus.ts'))

/** What sends the files of one client. */
export function fileSender(): SendFile {
  const turns = new Turns()
  return (...what) => turns.take(() => sendFile(...what))
}

const sendFile: SendFile = async (file, channelId, context, { signal, attachment, announced, changed }) => {
  signal.throwIfAborted()
  const { connection, endpoint } = context
  const { id, uploadUrl } = attachment ?? (await announce())
  signal.throwIfAborted()
  const { sendBytes } = await tus.load()
  signal.throwIfAborted()
  await sendBytes(file, {
    url: new URL(uploadUrl, endpoint.url()).href,
    token: endpoint.token,
    onLost: endpoint.onLost,
    connection,
    wait: (failures) => new Promise((resolve) => setTimeout(resolve, backoffMs(retries, failures))),
    signal,
    progress: (sent) => changed({ phase: 'sending', sent }),
    waiting: () => changed({ phase: 'waiting' }),
  })
  changed({ phase: 'processing', sent: file.size })
  changed({ phase: 'ready', ...(await processed()) })

  async function announce(): Promise<Announced> {
    const { name, type, size } = file
    const input = { name, size, ...(type && { type }), ...(channelId && { channelId }) }
    const created = await retryUntilDecided(context, (trpc) => trpc.attachments.create.mutate(input))
    announced(created)
    return created
  }

  async function processed(): Promise<Pick<UploadState, 'attachment' | 'keepsMetadata'>> {
    for (;;) {
      const { attachment, keepsMetadata, state, reason } = await retryUntilDecided(context, (trpc) =>
        trpc.attachments.get.query({ id }),
      )
      signal.throwIfAborted()
      if (attachment && state === 'ready') return { attachment, keepsMetadata }
      if (state === 'refused') throw new Error(reason ?? 'The server refused it')
      await new Promise((resolve) => setTimeout(resolve, processingMs))
    }
  }
}
