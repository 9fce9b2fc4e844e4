import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { failureOf } from '../failure.ts'
import { Cell, type Readable } from '../readable.ts'
import { uuid } from '../uuid.ts'
import type { Upload, UploadFile, UploadState } from './upload.ts'
import type { Announced, UploadContext } from './upload-context.ts'

/** The upload of one file: announced to the server, sent, and processed by the server. */
export class FileUpload implements Upload {
  readonly id: string = uuid()
  readonly file: UploadFile
  readonly #channelId: string | null
  readonly #context: UploadContext
  readonly #state: Cell<UploadState>
  #attachment: Announced | null = null
  readonly #abort = new AbortController()

  /** @param channelId null: for a profile picture or an emoji */
  constructor(file: UploadFile, channelId: string | null, context: UploadContext) {
    this.file = file
    this.#channelId = channelId
    this.#context = context
    this.#state = new Cell<UploadState>(context.batch, {
      phase: 'waiting',
      sent: 0,
      size: file.size,
      attachment: null,
      keepsMetadata: false,
      error: null,
    })
    void this.#run()
  }

  get state(): Readable<UploadState> {
    return this.#state
  }

  cancel(): void {
    if (this.#abort.signal.aborted) return
    this.#abort.abort()
    const { phase } = this.#state.get()
    if (phase !== 'ready') this.#set({ phase: 'failed', error: 'Cancelled' })
    if (this.#attachment) this.#delete(this.#attachment.id)
  }

  retry(): void {
    if (this.#abort.signal.aborted || this.#state.get().phase !== 'failed') return
    this.#set({ phase: 'waiting', error: null })
    void this.#run()
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort
    try {
      const sendFile = await this.#context.loadSendFile()
      await sendFile(this.file, this.#channelId, this.#context, {
        signal,
        attachment: this.#attachment,
        announced: (attachment) => {
          this.#attachment = attachment
          // It was cancelled before the server had given it an id, so `cancel` could not delete it.
          if (signal.aborted) this.#delete(attachment.id)
        },
        changed: (change) => this.#set(change),
      })
    } catch (error) {
      this.#set({ phase: 'failed', error: failureOf(error).message })
      // The next try starts from the beginning.
      this.#attachment = null
    }
  }

  #delete(id: string): void {
    retryUntilDecided(this.#context, (trpc) => trpc.attachments.delete.mutate({ id })).catch(() => {})
  }

  #set(change: Partial<UploadState>): void {
    if (this.#abort.signal.aborted && change.error !== 'Cancelled') return
    this.#state.set({ ...this.#state.get(), ...change })
  }
}
