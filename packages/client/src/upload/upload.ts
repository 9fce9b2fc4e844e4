import type { Attachment } from '@chime/protocol'
import type { Readable } from '../readable.ts'

/** What can be uploaded: a `File` of a browser, or a `Blob` with a name. */
export type UploadFile = Blob & { name: string }

export type UploadState = {
  /**
   * `waiting` for its turn or for the connection; `processing`: the server looks at what it has got; `failed` waits for
   * `retry` or `cancel`.
   */
  phase: 'waiting' | 'sending' | 'processing' | 'ready' | 'failed'
  /** Bytes that the server has. */
  sent: number
  size: number
  /** When `ready`. */
  attachment: Attachment | null
  error: string | null
}

/** A file on its way to the server. It goes on by itself after the connection was lost. */
export interface Upload {
  /** Names it here; the attachment has an id of its own. */
  readonly id: string
  readonly file: UploadFile
  readonly state: Readable<UploadState>
  /** Ends it, and takes away what the server has of it. What was sent with a message stays. */
  cancel(): void
  /** After `failed`: from where it stopped, or anew. */
  retry(): void
}
