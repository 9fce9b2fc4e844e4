import pLimit from 'p-limit'
import { detectType } from './detect-type.ts'
import { removeMetadata } from './metadata/remove-metadata.ts'
import { type Form, isPicture, type Picture, readEmoji, readPicture, readSquare, type Shaped } from './picture.ts'
import { type FileStore, StoreError } from './store/store.ts'

/** How many pictures are processed at a time: each may take some 250 MB while it is decoded. */
const concurrency = 2
/** How many may wait for that. Further ones are refused, and may be tried again later. */
const waitingMax = 100

/** What a file turned out to be. */
export type InspectedFile = {
  type: string
  /** What to keep of it: the original, without what cameras write into it about the place and the device. */
  bytes: Buffer
  /** True: that may still be in it, because it could not be taken out. */
  keepsMetadata: boolean
  width: number | null
  height: number | null
  preview: string | null
  forms: Form[]
}

/** The file store of a node, and its picture processing, which runs outside the event loop and takes few pictures at a time. */
export type Files = {
  store: FileStore
  /** How much room uploads must leave on the disk, for everything else that is written there. */
  reserveBytes: number
  /** Runs `work` once few enough pictures are being processed. The functions below are to be called within it. */
  runLimited<T>(work: () => Promise<T>): Promise<T>
  /** Never refuses a file: of what it cannot show there is no preview and no size in pixels. */
  inspect(bytes: Buffer): Promise<InspectedFile>
  square(bytes: Buffer, side: number): Promise<Shaped>
  emoji(bytes: Buffer, side: number): Promise<Shaped>
  /**
   * `inspected` and `withoutPreview` (those of them that are pictures but get none) count since the start; `waiting` is
   * how many wait for `runLimited` now.
   */
  stats(): { inspected: number; withoutPreview: number; waiting: number }
}

export function createFiles(store: FileStore, { reserveBytes = 0 } = {}): Files {
  const limit = pLimit(concurrency)
  let inspected = 0
  let withoutPreview = 0
  return {
    store,
    reserveBytes,
    runLimited: async (work) => {
      if (limit.pendingCount >= waitingMax) throw new StoreError('away', new Error('too many pictures are waiting'))
      return limit(work)
    },
    inspect: async (bytes) => {
      inspected++
      const { isPicture, ...file } = await inspect(bytes)
      if (isPicture && file.width === null) withoutPreview++
      return file
    },
    stats: () => ({ inspected, withoutPreview, waiting: limit.pendingCount }),
    square: readSquare,
    emoji: readEmoji,
  }
}

async function inspect(original: Buffer): Promise<InspectedFile & { isPicture: boolean }> {
  const type = await detectType(original)
  const isShown = isPicture(type)
  const read: Picture | 'too large' | 'broken' | null = isShown ? await readPicture(original) : null
  const picture = typeof read === 'object' ? read : null
  const { bytes, isClean } = removeMetadata(original, type, picture?.orientation)
  return {
    type: read === 'broken' ? 'application/octet-stream' : shownType(type),
    bytes,
    keepsMetadata: !isClean,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    preview: picture?.preview ?? null,
    forms: picture?.forms ?? [],
    isPicture: isShown,
  }
}

/** Browsers show a PNG that moves as they show any other, and so do clients that know only of PNG. */
const shownType = (type: string) => (type === 'image/apng' ? 'image/png' : type)
