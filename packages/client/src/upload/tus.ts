import { type DetailedError, Upload as TusUpload } from 'tus-js-client'
import type { Connectivity } from '../connection/retry-until-decided.ts'
import type { UploadFile } from './upload.ts'

export type Transport = {
  url: string
  /** Null: the session cookie is used. */
  token: (() => string | null) | null
  connection: Connectivity
  /** Calls back when the connection is lost. Returns a function that ends it. */
  onLost(listener: () => void): () => void
  signal: AbortSignal
  /** Waits before another try, after so many failures before this one. */
  wait(failures: number): Promise<void>
  /** The server has this many bytes, or is about to. */
  progress(sent: number): void
  /** The upload waits for the connection. */
  waiting(): void
}

/**
 * When a request makes no progress for this long, it is given up and continued from where the server says it stopped.
 */
const stalledMs = 30_000

/**
 * Sends a file with the tus protocol, version 1.0.0, to an upload that was already created. It starts at the byte that
 * the server asks for. When the connection is lost, it waits and continues.
 *
 * @throws an error when the server refused; `AbortError` when `signal` was aborted; `SessionEnded`
 */
export async function sendBytes(file: UploadFile, transport: Transport): Promise<void> {
  const { connection, signal, waiting, wait } = transport
  for (let failures = 0; ; failures++) {
    if (!connection.isOnline) waiting()
    await connection.whenOnline()
    signal.throwIfAborted()
    const outcome = await attempt(file, transport)
    signal.throwIfAborted()
    if (outcome === 'done') return
    const status = outcome instanceof Error ? statusOf(outcome) : null
    if (status !== null && isVerdict(status)) throw new Error(words(status))
    await wait(failures)
  }
}

/** One try. `lost`: the connection was lost, or there was no progress any more. */
async function attempt(file: UploadFile, transport: Transport): Promise<'done' | 'lost' | Error> {
  const { url, token, signal, onLost, progress } = transport
  const bearer = token?.()
  const input = await bytesOf(file)
  return new Promise((resolve) => {
    let stalled: ReturnType<typeof setTimeout> | undefined
    const end = (outcome: 'done' | 'lost' | Error) => {
      clearTimeout(stalled)
      signal.removeEventListener('abort', giveUp)
      unlisten()
      if (outcome === 'lost') upload.abort().catch(() => {})
      resolve(outcome)
    }
    const giveUp = () => end('lost')
    const moved = () => {
      clearTimeout(stalled)
      stalled = setTimeout(giveUp, stalledMs)
    }
    const upload = new TusUpload(input, {
      uploadUrl: url,
      uploadSize: file.size,
      // Retries are made in `sendBytes`, which knows whether there is a connection.
      retryDelays: null,
      storeFingerprintForResuming: false,
      headers: bearer ? { Authorization: `Bearer ${bearer}` } : {},
      onBeforeRequest(request) {
        const raw: unknown = request.getUnderlyingObject()
        if (!token && typeof XMLHttpRequest !== 'undefined' && raw instanceof XMLHttpRequest) raw.withCredentials = true
        moved()
      },
      onProgress(sent) {
        progress(sent)
        moved()
      },
      onSuccess: () => end('done'),
      onError: (error) => end(error),
    })
    const unlisten = onLost(giveUp)
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
    else upload.start()
  })
}

/** Node's class. It is declared here because the client may not depend on Node's types; tus's are those of a browser. */
declare const Buffer: { from(bytes: ArrayBuffer): Blob }

/** Outside of browsers the library takes bytes. In a browser it takes the file and reads it piece by piece. */
async function bytesOf(file: UploadFile): Promise<Blob> {
  // In a browser it is a Blob, whose type is only written differently.
  if (typeof XMLHttpRequest !== 'undefined') return file as unknown as Blob
  return Buffer.from(await file.arrayBuffer())
}

function statusOf(error: Error | DetailedError): number | null {
  return 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? null) : null
}

/**
 * These are no refusals but ask for another try: 409 (the server expects another offset), 423 (the request before has
 * not ended), 429 (too many requests).
 */
function isVerdict(status: number): boolean {
  if (status === 507) return true
  return status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 423 && status !== 429
}

function words(status: number): string {
  if (status === 413) return 'It is too large'
  if (status === 507) return 'The server has no room for it'
  if (status === 404 || status === 410) return 'The upload is no longer there'
  return `The server refused it (${status})`
}
