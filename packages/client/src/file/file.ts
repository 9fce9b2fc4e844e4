import { type Backoff, backoffMs } from '../backoff.ts'
import type { Connectivity } from '../connection/retry-until-decided.ts'
import { type Batch, Derived } from '../readable.ts'
import { type FileState, notFetched } from './file-state.ts'

export type FileContext = {
  readonly batch: Batch
  readonly connection: Connectivity
  readonly endpoint: {
    /** The server's address, without a slash at the end. Null: that of the page. */
    readonly url: string | null
    /** Null: the session cookie is used. */
    readonly token: (() => string | null) | null
  }
}

const retries: Backoff = { firstMs: 500, maxMs: 8_000 }
/** So many failures in a row that are none of the server's verdicts. */
const failuresMax = 5

/** The server says that this file is not to be had. Asking again changes notFetched. */
class NotToBeHad extends Error {}

/**
 * One file that is fetched with the token, for pages that the cookie does not serve. It is fetched when the first
 * reader comes, and stays until `release`.
 */
export class FetchedFile {
  readonly state: Derived<FileState>
  readonly #context: FileContext
  readonly #path: string
  #state = notFetched
  #bytes = 0
  #fetching: AbortController | null = null

  /** @param onRead called with true when the first reader comes, with false when the last one has left */
  constructor(context: FileContext, path: string, onRead: (isRead: boolean) => void) {
    this.#context = context
    this.#path = path
    this.state = new Derived(
      context.batch,
      () => this.#state,
      () => {
        onRead(true)
        if (this.#state.url === null && !this.#fetching) void this.#fetch()
        return () => onRead(false)
      },
    )
  }

  /** How much memory it takes. */
  get bytes(): number {
    return this.#bytes
  }

  /** Frees the memory. Its address leads nowhere from now on. */
  release(): void {
    this.#fetching?.abort()
    this.#fetching = null
    if (this.#state.url !== null) URL.revokeObjectURL(this.#state.url)
    this.#bytes = 0
    this.#set(notFetched)
  }

  async #fetch(): Promise<void> {
    const abort = new AbortController()
    this.#fetching = abort
    this.#set(notFetched)
    let state: FileState
    try {
      const blob = await this.#download(abort.signal)
      if (abort.signal.aborted) return
      this.#bytes = blob.size
      state = { url: URL.createObjectURL(blob), error: null }
    } catch (error) {
      if (abort.signal.aborted) return
      state = { url: null, error: error instanceof Error ? error.message : String(error) }
    }
    this.#fetching = null
    this.#set(state)
  }

  async #download(signal: AbortSignal): Promise<Blob> {
    const { connection, endpoint } = this.#context
    for (let failures = 0; ; failures++) {
      try {
        const token = endpoint.token?.()
        const response = await fetch((endpoint.url ?? '') + this.#path, {
          signal,
          credentials: 'omit',
          headers: token ? { authorization: `Bearer ${token}` } : {},
        })
        if (response.ok) return await response.blob()
        const text = `The file cannot be had (${response.status})`
        throw isVerdict(response.status) ? new NotToBeHad(text) : new Error(text)
      } catch (error) {
        if (signal.aborted || error instanceof NotToBeHad || failures + 1 >= failuresMax) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, backoffMs(retries, failures)))
      await connection.whenOnline()
    }
  }

  #set(state: FileState): void {
    if (state === this.#state) return
    this.#state = state
    this.state.invalidate()
  }
}

const isVerdict = (status: number) => status >= 400 && status < 500 && status !== 408 && status !== 429
