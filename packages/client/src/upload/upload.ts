import type { Attachment } from '@chime/protocol'
import type { Readable } from '../readable.ts'

/**
 * What can be uploaded: a `File`, or a `Blob` with a name. It is spelled out because the types of browsers and of Node
 * differ about `Blob`.
 */
export interface UploadFile {
  readonly name: string
  readonly type: string
  /** Bytes. */
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
  slice(start?: number, end?: number, type?: string): object
}

export type UploadState = {
  /**
   * `waiting`: for its turn or for the connection. `processing`: the server has all bytes and checks them. `failed`:
   * waits for `retry` or `cancel`.
   */
  phase: 'waiting' | 'sending' | 'processing' | 'ready' | 'failed'
  /** How many bytes the server has. */
  sent: number
  size: number
  /** Set when `ready`. */
  attachment: Attachment | null
  /** Known when `ready`. True: the file may still say where and with what it was taken, because that could not be taken out. */
  keepsMetadata: boolean
  error: string | null
}

/** A file that is being uploaded. After a lost connection it continues by itself. */
export interface Upload {
  /** Identifies the upload in this client. The attachment has another id. */
  readonly id: string
  readonly file: UploadFile
  readonly state: Readable<UploadState>
  /** Ends the upload, and deletes what the server has of it. A file that was sent with a message stays. */
  cancel(): void
  /** After `failed`: continues from where it stopped, or starts again. */
  retry(): void
}
