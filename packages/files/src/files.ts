import pLimit from 'p-limit'
import { typeOf } from './kind.ts'
import { type Form, isPicture, Refused, readEmoji, readPicture, readSquare } from './picture.ts'
import { type FileStore, StoreError } from './store.ts'

/** Pictures that are worked on at a time: each may take some 250 MB while it is decoded. */
const atOnce = 2
/** More than this many that wait are told to come again later. */
const waitingMax = 100

/** What a file turned out to be. `bytes`: what is to be kept. */
export type Looked = {
  type: string
  bytes: Buffer
  width: number | null
  height: number | null
  preview: string | null
  forms: Form[]
}

/** The file store of a node, and its workshop for pictures, which keeps off the event loop and takes a few at a time. */
export type Files = {
  store: FileStore
  /** Room that uploads leave on the disk, for what else is written there. */
  reserveBytes: number
  /** Runs `work` when there is room in the workshop; for the functions below. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** @throws Refused for what is not kept */
  look(bytes: Buffer): Promise<Looked>
  square(bytes: Buffer, side: number): Promise<Form>
  emoji(bytes: Buffer, side: number): Promise<Form>
  /** `looked` and `refused` since the start; `waiting` for the workshop now. */
  stats(): { looked: number; refused: number; waiting: number }
}

export function createFiles(store: FileStore, { reserveBytes = 0 } = {}): Files {
  const limit = pLimit(atOnce)
  let looked = 0
  let refused = 0
  return {
    store,
    reserveBytes,
    inTurn: async (work) => {
      if (limit.pendingCount >= waitingMax) throw new StoreError('away', new Error('too many pictures are waiting'))
      return limit(work)
    },
    look: (bytes) => {
      looked++
      return look(bytes).catch((error: unknown) => {
        if (error instanceof Refused) refused++
        throw error
      })
    },
    stats: () => ({ looked, refused, waiting: limit.pendingCount }),
    square: readSquare,
    emoji: readEmoji,
  }
}

async function look(bytes: Buffer): Promise<Looked> {
  const type = await typeOf(bytes)
  const plain = { type, bytes, width: null, height: null, preview: null, forms: [] }
  if (!isPicture(type)) return plain
  const picture = await readPicture(bytes)
  return picture ? { type, ...picture } : { ...plain, type: 'application/octet-stream' }
}
