import type { Attachment } from '@chime/protocol'
import type { Outbox } from '../outbox/outbox.ts'
import type { UnsentAttachment } from '../state/timeline.ts'
import type { Upload } from './upload.ts'

type Waiting = { uploads: readonly Upload[]; stop(): void }

/**
 * Messages that wait for their files. They keep their place in the timeline, but messages written later are sent before
 * them.
 */
export class WaitingForUploads {
  readonly #outbox: Pick<Outbox, 'sendWithFiles' | 'waitForFiles' | 'fail'>
  readonly #waiting = new Map<string, Waiting>()

  constructor(outbox: Pick<Outbox, 'sendWithFiles' | 'waitForFiles' | 'fail'>) {
    this.#outbox = outbox
  }

  /** Sends the message once all of its files are uploaded. */
  add(clientId: string, uploads: readonly Upload[]): void {
    const look = () => this.#look(clientId)
    const ends = uploads.map((upload) => upload.state.subscribe(look))
    const stop = () => {
      for (const end of ends) end()
    }
    this.#waiting.get(clientId)?.stop()
    this.#waiting.set(clientId, { uploads, stop })
    look()
  }

  /** @returns whether this message waits for files; if so, its failed uploads are tried again */
  retry(clientId: string): boolean {
    const waiting = this.#waiting.get(clientId)
    if (!waiting) return false
    this.#outbox.waitForFiles(clientId)
    for (const upload of waiting.uploads) if (upload.state.get().phase === 'failed') upload.retry()
    this.#look(clientId)
    return true
  }

  /** The message and its files are no longer wanted. */
  discard(clientId: string): void {
    const waiting = this.#waiting.get(clientId)
    this.#forget(clientId)
    for (const upload of waiting?.uploads ?? []) upload.cancel()
  }

  discardAll(): void {
    for (const clientId of [...this.#waiting.keys()]) this.discard(clientId)
  }

  attachments(clientId: string): UnsentAttachment[] | null {
    const waiting = this.#waiting.get(clientId)
    if (!waiting) return null
    return waiting.uploads.map((upload) => ({ ...(upload.state.get().attachment ?? asAttachment(upload)), upload }))
  }

  #look(clientId: string): void {
    const waiting = this.#waiting.get(clientId)
    if (!waiting) return
    const states = waiting.uploads.map((upload) => ({ name: upload.file.name, ...upload.state.get() }))
    const failed = states.find(({ phase }) => phase === 'failed')
    if (failed) this.#outbox.fail(clientId, `${failed.name} could not be uploaded: ${failed.error}`, true)
    const attachments = states.flatMap(({ attachment }): Attachment[] => (attachment ? [attachment] : []))
    if (attachments.length < states.length) return
    this.#forget(clientId)
    this.#outbox.sendWithFiles(clientId, attachments)
  }

  #forget(clientId: string): void {
    this.#waiting.get(clientId)?.stop()
    this.#waiting.delete(clientId)
  }
}

/** What is known of a file before the server has processed it. */
function asAttachment({ id, file: { name, type, size } }: Upload): Attachment {
  return { id, name, type, size, width: null, height: null, preview: null }
}
