import { laterReadable } from '../later/later.ts'
import type { Readable } from '../readable.ts'
import type { FetchedFiles } from './fetched-files.ts'
import type { FileContext } from './file.ts'
import { type FileState, notFetched } from './file-state.ts'

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

type Load = () => Promise<(context: FileContext) => FetchedFiles>

/**
 * Where files and pictures can be shown from. With the session cookie that is simply their address. A page of another
 * origin has a token instead, which an `<img>` cannot send: there the bytes are fetched, and shown from memory.
 */
export class Files {
  readonly #context: FileContext
  readonly #load: Load
  /** Those that were asked for. They are fetched once somebody reads them. */
  readonly #later = new Map<string, Readable<FileState>>()
  #fetched: FetchedFiles | null = null

  /** @param load what makes those that have to be fetched */
  constructor(context: FileContext, load: Load) {
    this.#context = context
    this.#load = load
  }

  /** Whether files have to be fetched before they can be shown. Then large ones are better fetched on demand. */
  get areFetched(): boolean {
    return this.#context.endpoint.token !== null
  }

  /** @param pathOrId `/files/<id>`, `/files/<id>/320`, or an id; any other address is returned as it is */
  get(pathOrId: string): Readable<FileState> {
    const path = uuid.test(pathOrId) ? `/files/${pathOrId}` : pathOrId
    if (!path.startsWith('/files/')) return constant({ url: path, error: null })
    if (!this.areFetched) return constant({ url: (this.#context.endpoint.url ?? '') + path, error: null })
    return this.#fetched?.get(path) ?? this.#whenLoaded(path)
  }

  #whenLoaded(path: string): Readable<FileState> {
    const existing = this.#later.get(path)
    if (existing) return existing
    const readable = laterReadable<FileState>(async () => {
      const fetchedFiles = await this.#load()
      this.#fetched ??= fetchedFiles(this.#context)
      this.#later.clear()
      return this.#fetched.get(path)
    }, notFetched)
    this.#later.set(path, readable)
    return readable
  }
}

function constant(state: FileState): Readable<FileState> {
  return { get: () => state, subscribe: () => () => {} }
}
