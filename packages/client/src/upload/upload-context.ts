import type { CallContext } from '../client-context.ts'
import type { UploadFile, UploadState } from './upload.ts'

/** Where files are sent over HTTP. */
export type HttpEndpoint = {
  /** The server's address, without a slash at the end. */
  url(): string
  /** Null: the session cookie is used. */
  token: (() => string | null) | null
  /** Calls back when the connection is lost. Returns a function that ends it. */
  onLost(listener: () => void): () => void
}

export type UploadContext = CallContext & {
  endpoint: HttpEndpoint
  /** Most visits upload nothing, so what does that is loaded later. */
  loadSendFile(): Promise<SendFile>
}

/** A file that the server knows of. Its bytes go to `uploadUrl`. */
export type Announced = { id: string; uploadUrl: string }

type Sending = {
  signal: AbortSignal
  /** Set when the server knows of it already. */
  attachment: Announced | null
  announced(attachment: Announced): void
  changed(change: Partial<UploadState>): void
}

/**
 * Announces a file to the server, sends it, and waits until the server has processed it.
 *
 * @throws an error when the server refused; `AbortError` when `signal` was aborted; `SessionEnded`
 */
export type SendFile = (
  file: UploadFile,
  channelId: string | null,
  context: CallContext & { endpoint: HttpEndpoint },
  sending: Sending,
) => Promise<void>
