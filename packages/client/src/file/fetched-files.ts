import type { Readable } from '../readable.ts'
import { FetchedFile, type FileContext } from './file.ts'
import type { FileState } from './file-state.ts'

/** How long a file that nobody reads stays, in case it is shown again: scrolling back, for example. */
const keepMs = 60_000
/** So much memory may be kept for files that nobody reads. Beyond it, the one that was read longest ago goes first. */
const keptBytesMax = 64 * 1024 * 1024

/** Files that are fetched with a token, each once for all its readers, and kept for a while. */
export class FetchedFiles {
  readonly #context: FileContext
  readonly #files = new Map<string, FetchedFile>()
  /** Those that nobody reads, the one that was read longest ago first. */
  readonly #unread = new Map<FetchedFile, { release(): void; timer: ReturnType<typeof setTimeout> }>()

  constructor(context: FileContext) {
    this.#context = context
  }

  get(path: string): Readable<FileState> {
    return this.#fetched(path).state
  }

  #fetched(path: string): FetchedFile {
    const known = this.#files.get(path)
    if (known) return known
    const file: FetchedFile = new FetchedFile(this.#context, path, (isRead) => {
      this.#stopWaiting(file)
      if (isRead) this.#files.set(path, this.#files.get(path) ?? file)
      else this.#keepFor(path, file)
    })
    this.#files.set(path, file)
    this.#keepFor(path, file)
    return file
  }

  #keepFor(path: string, file: FetchedFile): void {
    const release = () => {
      this.#stopWaiting(file)
      file.release()
      if (this.#files.get(path) === file) this.#files.delete(path)
    }
    this.#unread.set(file, { release, timer: setTimeout(release, keepMs) })
    let bytes = 0
    for (const unread of this.#unread.keys()) bytes += unread.bytes
    for (const [oldest, { release }] of this.#unread) {
      if (bytes <= keptBytesMax) return
      bytes -= oldest.bytes
      release()
    }
  }

  #stopWaiting(file: FetchedFile): void {
    clearTimeout(this.#unread.get(file)?.timer)
    this.#unread.delete(file)
  }
}
