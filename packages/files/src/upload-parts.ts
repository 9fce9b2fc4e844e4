import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { DataStore, ERRORS, Upload } from '@tus/utils'
import { headBytes } from './picture/formats.ts'
import { type FileStore, type Range, StoreError } from './store/store.ts'

/** How much of an upload is in memory at a time. This must be little, since one person may have a hundred uploads running. */
const partBytes = 1024 * 1024
/** An upload in more pieces than this would cost more work than its bytes are worth. */
const partsMax = 1_000

/** Names of parts have this many digits, so that they sort by their place in the file. */
const digits = 12

/**
 * The uploads that are running, as a data store for tus: parts in the file store, each named after its place in the file. So any
 * node can continue an upload that was cut off on another one, and a node that dies loses only the part that it was reading. The
 * parts are read in order, each from the place where the one before it ended; a part with any other place does not count.
 */
export class UploadParts extends DataStore {
  readonly #store: FileStore
  readonly #sizeOf: (id: string) => Promise<number | null>

  /** @param sizeOf how many bytes were announced for an upload; null when nobody waits for it */
  constructor(store: FileStore, sizeOf: (id: string) => Promise<number | null>) {
    super()
    this.#store = store
    this.#sizeOf = sizeOf
    this.extensions = ['termination']
  }

  override async getUpload(id: string): Promise<Upload> {
    const size = await this.#sizeOf(id)
    if (size === null) throw ERRORS.FILE_NOT_FOUND
    return new Upload({ id, size, offset: await offsetOf(this.#store, id) })
  }

  /** When the connection is cut, the bytes that have arrived are kept. */
  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const { length } = await partsOf(this.#store, id)
    let room = partsMax - length
    let at = offset
    let waiting: Buffer[] = []
    let bytes = 0
    const flush = async () => {
      if (bytes === 0) return
      if (room-- <= 0) throw tooManyParts
      await this.#store.put(`${folderOf(id)}/${String(at).padStart(digits, '0')}`, Buffer.concat(waiting, bytes))
      at += bytes
      waiting = []
      bytes = 0
    }
    try {
      const refused: unknown[] = []
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        // Further bytes are read and dropped: a client that is cut off in the middle of sending never reads the answer.
        if (refused.length > 0) continue
        waiting.push(chunk)
        bytes += chunk.byteLength
        if (bytes < partBytes) continue
        await flush().catch((error: unknown) => refused.push(error))
      }
      if (refused.length > 0) throw refused[0]
      await flush()
    } catch (error) {
      // A full disk needs the room that this upload has taken.
      if (error instanceof StoreError && error.reason === 'full') await this.remove(id)
      else if (isCut(error)) await flush()
      throw error
    } finally {
      // The upload was cancelled meanwhile, and nobody else would remove the part that was just stored.
      if ((await this.#sizeOf(id)) === null) await this.remove(id)
    }
    return at
  }

  override async remove(id: string): Promise<void> {
    await this.#store.erase(folderOf(id))
  }
}

/** True when only the connection failed: the bytes that came are good. That is not so when more bytes came than were announced. */
const isCut = (error: unknown) =>
  !(error instanceof StoreError) && !(typeof error === 'object' && error !== null && 'status_code' in error)

const tooManyParts = { status_code: 413, body: `An upload is made of at most ${partsMax} pieces\n` }

const folderOf = (id: string) => `${id}/parts`

/** The parts that count, in order. */
async function partsOf(store: FileStore, id: string): Promise<{ name: string; size: number }[]> {
  const parts = []
  let at = 0
  for (const part of await store.list(folderOf(id), partsMax)) {
    if (Number(part.name) !== at) continue
    parts.push(part)
    at += part.size
  }
  return parts
}

async function offsetOf(store: FileStore, id: string): Promise<number> {
  const parts = await partsOf(store, id)
  return parts.reduce((sum, { size }) => sum + size, 0)
}

/** All bytes of an upload once its last byte has arrived; null before that. */
export async function readUpload(store: FileStore, id: string, size: number): Promise<Buffer | null> {
  const parts = await partsOf(store, id)
  if (parts.reduce((sum, part) => sum + part.size, 0) !== size) return null
  const bytes = []
  for (const { name } of parts) bytes.push(await readWhole(store, `${folderOf(id)}/${name}`))
  const whole = Buffer.concat(bytes)
  return whole.byteLength === size ? whole : null
}

/** The first bytes of an upload that has begun, enough for `Files.inTurn`. */
export async function readUploadHead(store: FileStore, id: string): Promise<Buffer> {
  const head = []
  let missing = headBytes
  for (const { name, size } of await partsOf(store, id)) {
    if (missing <= 0) break
    const end = Math.min(size, missing)
    head.push(await readWhole(store, `${folderOf(id)}/${name}`, { start: 0, end: end - 1 }))
    missing -= end
  }
  return Buffer.concat(head)
}

/** Removes the parts of an upload that was cancelled or is finished. */
export const forgetUpload = (store: FileStore, id: string): Promise<void> => store.erase(folderOf(id))

/** @throws StoreError also when there is no such object */
export async function readWhole(store: FileStore, key: string, range?: Range): Promise<Buffer> {
  const stream = await store.open(key, range)
  if (stream === null) throw new StoreError('away', new Error(`${key} is not in the store`))
  try {
    return await buffer(stream)
  } catch (error) {
    throw new StoreError('away', error)
  }
}
