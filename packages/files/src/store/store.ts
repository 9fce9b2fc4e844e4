import type { Readable } from 'node:stream'

/** The bytes of an object from `start` to `end`. Both are included, and the first byte is 0. */
export type Range = { start: number; end: number }

/**
 * A place for bytes: a folder or a bucket. A key is a path of plain words, `<folder>/<name>`. A folder holds one file of a user
 * with everything that belongs to it, and is erased as a whole.
 *
 * An object is complete or not there: a `put` that fails, or that a crash interrupts, leaves what was there before. Once `put` has
 * resolved, every node sees the object, and it survives a power cut. When two put the same key at once, one of them wins.
 *
 * @throws StoreError from every function
 */
export type FileStore = {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Null when there is no such object. The stream fails when the bytes cannot be read to the end. */
  open(key: string, range?: Range): Promise<Readable | null>
  /** The first `max` objects in a folder, ordered by name. */
  list(folder: string, max: number): Promise<{ name: string; size: number }[]>
  /** Deletes a folder with everything in it. It is no error when there is none. */
  erase(folder: string): Promise<void>
  /** How many more bytes there is room for; null when that is unknown. */
  room(): Promise<number | null>
  /** Deletes what crashes have left over. Nothing depends on it but the room on the disk. */
  tidy(): Promise<void>
  close(): void
}

/** `full`: there is no room for the object. `away`: the store does not answer, or not as it should. */
export class StoreError extends Error {
  readonly reason: 'full' | 'away'
  constructor(reason: StoreError['reason'], cause: unknown) {
    super(reason === 'full' ? 'The disk is full' : 'The file store cannot be reached', { cause })
    this.name = 'StoreError'
    this.reason = reason
  }
}

/** We make keys from ids. Any other key is a bug, and must not lead out of the store. */
export function mustBeKey(key: string): void {
  if (!/^[\w-]+(\/[\w-]+)*$/.test(key)) throw new Error(`no key of the file store: ${JSON.stringify(key)}`)
}
