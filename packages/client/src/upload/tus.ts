import { type DetailedError, Upload as TusUpload } from 'tus-js-client'
import { type Backoff, backoffMs } from '../backoff.ts'
import type { Link } from '../sync/persist.ts'

export type Transport = {
  url: string
  /** Null: the cookie speaks. */
  token: (() => string | null) | null
  link: Link
  /** Calls back when the connection is lost; returns what ends it. */
  onLost(listener: () => void): () => void
  signal: AbortSignal
  /** The server has, or is about to have, this many bytes. */
  progress(sent: number): void
  /** It waits for the connection. */
  waiting(): void
}

const retries: Backoff = { firstMs: 500, maxMs: 4_000 }
/** A request on which nothing moves for this long is given up and begun again where the server says that it stopped. */
const stalledMs = 30_000

/**
 * Sends a file by the tus protocol (version 1.0.0, to an upload that was created already), from where the server says that it
 * has got to, until it has all of it. A lost connection ends nothing: it goes on when that is back.
 *
 * @throws what the server refused it for; `AbortError` with `signal`; `SessionEnded`
 */
export async function sendBytes(file: Blob, transport: Transport): Promise<void> {
  const { link, signal, waiting } = transport
  for (let failures = 0; ; failures++) {
    if (!link.isOnline()) waiting()
    await link.whenOnline()
    signal.throwIfAborted()
    const outcome = await attempt(file, transport)
    signal.throwIfAborted()
    if (outcome === 'done') return
    const status = outcome instanceof Error ? statusOf(outcome) : null
    if (status !== null && isVerdict(status)) throw new Error(words(status))
    await new Promise((resolve) => setTimeout(resolve, backoffMs(retries, failures)))
  }
}

/** One try. `lost`: the connection went, or nothing moved any more. */
async function attempt(file: Blob, transport: Transport): Promise<'done' | 'lost' | Error> {
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
      // Tried again here, where it is known whether there is a connection.
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

/** Node's form of the library takes bytes, the browser's takes a file and reads it piece by piece. */
async function bytesOf(file: Blob): Promise<Blob> {
  if (typeof XMLHttpRequest !== 'undefined') return file
  // Typed for browsers only.
  return Buffer.from(await file.arrayBuffer()) as unknown as Blob
}

function statusOf(error: Error | DetailedError): number | null {
  return 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? null) : null
}

/** 409: another offset than the server's; 423: the request before is not over yet; 429: later. All of them ask for another try. */
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
