import { failureOf } from '../failure.ts'
import { Cell, type Readable } from '../readable.ts'
import { persist } from '../sync/persist.ts'
import { uuid } from '../uuid.ts'
import type { Upload, UploadFile, UploadState } from './upload.ts'
import type { UploadsWorld } from './uploads.ts'

/** How often the server is asked what it made of the bytes. */
const processingMs = 300

type Places = {
  take(): Promise<void>
  give(): void
}

/** One file: announced, sent, looked at by the server. */
export class FileUpload implements Upload {
  readonly id: string = uuid()
  readonly file: UploadFile
  readonly #channelId: string | null
  readonly #world: UploadsWorld
  readonly #places: Places
  readonly #state: Cell<UploadState>
  #attachment: { id: string; uploadUrl: string } | null = null
  #abort: AbortController | null = null
  #isCancelled = false

  constructor(file: UploadFile, channelId: string | null, world: UploadsWorld, places: Places) {
    this.file = file
    this.#channelId = channelId
    this.#world = world
    this.#places = places
    this.#state = new Cell<UploadState>(world.turn, {
      phase: 'waiting',
      sent: 0,
      size: file.size,
      attachment: null,
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
    this.#abort?.abort()
    const { phase } = this.#state.get()
    if (phase !== 'ready') this.#set({ phase: 'failed', error: 'Cancelled' })
    const id = this.#attachment?.id
    if (id) persist(this.#world.link, () => this.#world.calls.deleteAttachment(id)).catch(() => {})
  }

  retry(): void {
    if (this.#isCancelled || this.#state.get().phase !== 'failed') return
    this.#set({ phase: 'waiting', error: null })
    void this.#run()
  }

  async #run(): Promise<void> {
    await this.#places.take()
    this.#abort = new AbortController()
    try {
      if (!this.#isCancelled) await this.#upload(this.#abort.signal)
    } catch (error) {
      if (!this.#isCancelled) this.#set({ phase: 'failed', error: failureOf(error).message })
    } finally {
      this.#places.give()
    }
  }

  async #upload(signal: AbortSignal): Promise<void> {
    const { link, calls, door } = this.#world
    const { name, type, size } = this.file
    const announcement = { name, size, ...(type && { type }), ...(this.#channelId && { channelId: this.#channelId }) }
    this.#attachment ??= await persist(link, () => calls.createAttachment(announcement))
    const { id, uploadUrl } = this.#attachment
    const { sendBytes } = await import('./tus.ts')
    await sendBytes(this.file, {
      url: new URL(uploadUrl, door.url()).href,
      token: door.token,
      link,
      signal,
      progress: (sent) => this.#set({ phase: 'sending', sent }),
    })
    this.#set({ phase: 'processing', sent: size })
    for (;;) {
      const { state, attachment, reason } = await persist(link, () => calls.attachment(id))
      signal.throwIfAborted()
      if (state === 'ready') {
        this.#set({ phase: 'ready', attachment })
        return
      }
      if (state === 'refused') {
        // Another try is another attachment.
        this.#attachment = null
        throw new Error(reason ?? 'The server refused it')
      }
      await new Promise((resolve) => setTimeout(resolve, processingMs))
    }
  }

  #set(change: Partial<UploadState>): void {
    if (this.#isCancelled && change.error !== 'Cancelled') return
    this.#state.set({ ...this.#state.get(), ...change })
  }
}
