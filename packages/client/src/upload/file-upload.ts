import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { failureOf } from '../failure.ts'
import { Cell, type Readable } from '../readable.ts'
import { uuid } from '../uuid.ts'
import type { Upload, UploadFile, UploadState } from './upload.ts'
import type { Announced, UploadContext } from './upload-context.ts'

type Slots = {
  acquire(): Promise<void>
  release(): void
}

/** The upload of one file: announced to the server, sent, and processed by the server. */
export class FileUpload implements Upload {
  readonly id: string = uuid()
  readonly file: UploadFile
  readonly #channelId: string | null
  readonly #context: UploadContext
  readonly #slots: Slots
  readonly #state: Cell<UploadState>
  #attachment: Announced | null = null
  readonly #abort = new AbortController()
  #isCancelled = false

  constructor(file: UploadFile, channelId: string | null, context: UploadContext, slots: Slots) {
    this.file = file
    this.#channelId = channelId
    this.#context = context
    this.#slots = slots
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
    if (this.#isCancelled) return
    this.#isCancelled = true
    this.#abort.abort()
    const { phase } = this.#state.get()
    if (phase !== 'ready') this.#set({ phase: 'failed', error: 'Cancelled' })
    if (this.#attachment) this.#delete(this.#attachment.id)
  }

  retry(): void {
    if (this.#isCancelled || this.#state.get().phase !== 'failed') return
    this.#set({ phase: 'waiting', error: null })
    void this.#run()
  }

  async #run(): Promise<void> {
    await this.#slots.acquire()
    try {
      if (!this.#isCancelled) await this.#upload(this.#abort.signal)
    } catch (error) {
      this.#set({ phase: 'failed', error: failureOf(error).message })
      // The next try starts from the beginning.
      this.#attachment = null
    } finally {
      this.#slots.release()
    }
  }

  async #upload(signal: AbortSignal): Promise<void> {
    const sendFile = await this.#context.loadSendFile()
    signal.throwIfAborted()
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
  }

  #delete(id: string): void {
    retryUntilDecided(this.#context, (trpc) => trpc.attachments.delete.mutate({ id })).catch(() => {})
  }

  #set(change: Partial<UploadState>): void {
    if (this.#isCancelled && change.error !== 'Cancelled') return
    this.#state.set({ ...this.#state.get(), ...change })
  }
}
