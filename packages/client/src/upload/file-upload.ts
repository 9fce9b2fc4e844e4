import type { Attachment } from '@chime/protocol'
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
  readonly #abort = new AbortController()
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
    await this.#places.take()
    try {
      if (!this.#isCancelled) await this.#upload(this.#abort.signal)
    } catch (error) {
      this.#set({ phase: 'failed', error: failureOf(error).message })
      // Another try begins anew.
      this.#attachment = null
    } finally {
      this.#places.give()
    }
  }

  async #upload(signal: AbortSignal): Promise<void> {
    const { link, door } = this.#world
    this.#attachment ??= await this.#announce()
    const { id, uploadUrl } = this.#attachment
    // Cancelled before it had a name to be deleted by.
    if (signal.aborted) this.#delete(id)
    signal.throwIfAborted()
    // Most visits upload nothing: what does it is loaded when it is needed.
    const { sendBytes } = await import('./tus.ts')
    await sendBytes(this.file, {
      url: new URL(uploadUrl, door.url()).href,
      token: door.token,
      onLost: door.onLost,
      link,
      signal,
      progress: (sent) => this.#set({ phase: 'sending', sent }),
      waiting: () => this.#set({ phase: 'waiting' }),
    })
    this.#set({ phase: 'processing', sent: this.file.size })
    this.#set({ phase: 'ready', attachment: await this.#processed(id, signal) })
  }

  #announce(): Promise<{ id: string; uploadUrl: string }> {
    const { link, calls } = this.#world
    const { name, type, size } = this.file
    const file = { name, size, ...(type && { type }), ...(this.#channelId && { channelId: this.#channelId }) }
    return persist(link, () => calls.createAttachment(file))
  }

  async #processed(id: string, signal: AbortSignal): Promise<Attachment> {
    for (;;) {
      const { attachment, state, reason } = await persist(this.#world.link, () => this.#world.calls.attachment(id))
      signal.throwIfAborted()
      if (attachment && state === 'ready') return attachment
      if (state === 'refused') throw new Error(reason ?? 'The server refused it')
      await new Promise((resolve) => setTimeout(resolve, processingMs))
    }
  }

  #delete(id: string): void {
    persist(this.#world.link, () => this.#world.calls.deleteAttachment(id)).catch(() => {})
  }

  #set(change: Partial<UploadState>): void {
    if (this.#isCancelled && change.error !== 'Cancelled') return
    this.#state.set({ ...this.#state.get(), ...change })
  }
}
