import type { Attachment } from '@chime/protocol'
import type { Outbox } from '../outbox/outbox.ts'
import type { UnsentAttachment } from '../state/timeline.ts'
import type { Upload } from './upload.ts'

type Held = { uploads: readonly Upload[]; stop(): void }

/** Messages that wait for their files. They keep their place among the unsent ones; what was written later goes first. */
export class HeldSends {
  readonly #outbox: Pick<Outbox, 'release' | 'hold' | 'fail'>
  readonly #held = new Map<string, Held>()

  constructor(outbox: Pick<Outbox, 'release' | 'hold' | 'fail'>) {
    this.#outbox = outbox
  }

  /** Lets the entry go once all of its files are ready. */
  wait(clientId: string, uploads: readonly Upload[]): void {
    const look = () => this.#look(clientId)
    const ends = uploads.map((upload) => upload.state.subscribe(look))
    const stop = () => {
      for (const end of ends) end()
    }
    this.#held.get(clientId)?.stop()
    this.#held.set(clientId, { uploads, stop })
    look()
  }

  /** @returns whether it waits for files, and tries to upload them again */
  retry(clientId: string): boolean {
    const held = this.#held.get(clientId)
    if (!held) return false
    this.#outbox.hold(clientId)
    for (const upload of held.uploads) if (upload.state.get().phase === 'failed') upload.retry()
    this.#look(clientId)
    return true
  }

  /** The message is not wanted any more, nor are its files. */
  discard(clientId: string): void {
    const held = this.#held.get(clientId)
    this.#forget(clientId)
    for (const upload of held?.uploads ?? []) upload.cancel()
  }

  discardAll(): void {
    for (const clientId of [...this.#held.keys()]) this.discard(clientId)
  }

  attachments(clientId: string): UnsentAttachment[] | null {
    const held = this.#held.get(clientId)
    if (!held) return null
    return held.uploads.map((upload) => ({ ...(upload.state.get().attachment ?? asAttachment(upload)), upload }))
  }

  #look(clientId: string): void {
    const held = this.#held.get(clientId)
    if (!held) return
    const states = held.uploads.map((upload) => ({ name: upload.file.name, ...upload.state.get() }))
    const failed = states.find(({ phase }) => phase === 'failed')
    if (failed) this.#outbox.fail(clientId, `${failed.name} could not be uploaded: ${failed.error}`, true)
    const attachments = states.flatMap(({ attachment }): Attachment[] => (attachment ? [attachment] : []))
    if (attachments.length < states.length) return
    this.#forget(clientId)
    this.#outbox.release(clientId, attachments)
  }

  #forget(clientId: string): void {
    this.#held.get(clientId)?.stop()
    this.#held.delete(clientId)
  }
}

/** What is known of a file before the server has looked at it. */
function asAttachment({ id, file: { name, type, size } }: Upload): Attachment {
  return { id, name, type, size, width: null, height: null, preview: null }
}
