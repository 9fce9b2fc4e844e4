import type { Readable } from 'node:stream'

/** Bytes of the object from `start` to `end`, both included, counted from 0. */
export type Range = { start: number; end: number }

/**
 * Where bytes lie: a folder, or a bucket. A key is a path of plain words, `<folder>/<name>`; the folder is one file of
 * somebody's with all that belongs to it, and goes as a whole.
 *
 * An object is there whole or not at all: a `put` that fails or is cut off by a crash leaves what was there before. Once
 * `put` has resolved, every node sees it, and a power cut does not take it. Of two at once on one key one wins.
 *
 * @throws StoreError from every function
 */
export type FileStore = {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The stream fails when the bytes cannot be read to their end. Null: there is no such object. */
  open(key: string, range?: Range): Promise<Readable | null>
  /** What lies under a folder, by name; of more than `max` the first. */
  list(folder: string, max: number): Promise<{ name: string; size: number }[]>
  /** Takes a folder away with all in it. One that is not there is no error. */
  erase(folder: string): Promise<void>
  /** How many bytes more it can take; null where nobody knows. */
  room(): Promise<number | null>
  /** Clears away what crashes left over. Housekeeping: nothing depends on it. */
  tidy(): Promise<void>
  close(): void
}

/** `full`: there is no room for it. `away`: the store does not answer, or not as it should. */
export class StoreError extends Error {
  readonly reason: 'full' | 'away'
  constructor(reason: StoreError['reason'], cause: unknown) {
    super(reason === 'full' ? 'The disk is full' : 'The file store cannot be reached', { cause })
    this.name = 'StoreError'
    this.reason = reason
  }
}

/** Keys are made by us, from ids; one that is not is a mistake of ours, and must not lead anywhere else. */
export function mustBeKey(key: string): void {
  if (!/^[\w-]+(\/[\w-]+)*$/.test(key)) throw new Error(`no key of the file store: ${JSON.stringify(key)}`)
}
