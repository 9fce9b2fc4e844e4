import { limits as apiLimits, type Log } from '@chime/protocol'
import { FairQueue, QueueFull } from './fair-queue.ts'
import { type InspectedFile, inspect } from './inspect.ts'
import { mayBePicture } from './picture/formats.ts'
import { ProcessEnded, type ProcessLimits } from './picture/process.ts'
import { PictureProcesses } from './picture/processes.ts'
import { type Results, type Shaped, UnreadableImage } from './picture/results.ts'
import { type FileStore, StoreError } from './store/store.ts'

const mib = 1024 * 1024

/**
 * What one picture may cost. An AVIF of 24 million pixels, as cameras make them, takes 480 MB. The process itself, the file, and
 * what is made of it take the rest of the memory.
 */
const pictureLimits: ProcessLimits = {
  pixels: apiLimits.imagePixelsMax,
  pixelBytes: 480_000_000,
  memoryBytes: 640 * mib,
  cpuMs: 20_000,
  wallMs: 60_000,
}
const idleMs = 30_000

/** For each picture that is decoded there is a process. Nobody has two, so that one is left for others. */
const pictureTurns = { running: 2, runningOfOne: 1, waiting: 1_000, waitingOfOne: 100 }
/** What is not decoded is only read, looked at and written. */
const plainTurns = { running: 4, runningOfOne: 2, waiting: 1_000, waitingOfOne: 200 }

type Inspect = (bytes: Buffer) => Promise<InspectedFile>

/** The file store of a node, and its picture processing, which happens in processes of its own. */
export type Files = {
  store: FileStore
  /** How much room uploads must leave on the disk, for everything else that is written there. */
  reserveBytes: number
  /**
   * Runs `work` when it is this person's turn. Plain files have turns of their own, so they never wait for pictures. When too many
   * pictures are waiting, a picture is inspected as a plain file, and the same happens when it takes too much memory or time.
   *
   * @param file.person whose turn it is: an id
   * @param file.head the first `headBytes` bytes of the file, or more
   * @param work is given what inspects the file
   * @throws StoreError when too many plain files are waiting, and when the node stops
   */
  inTurn<T>(file: { person: string; head: Buffer }, work: (inspect: Inspect) => Promise<T>): Promise<T>
  /**
   * Makes a picture an avatar (`square`) or an emoji when it is this person's turn.
   *
   * @param read is called then
   * @throws UnreadableImage
   * @throws StoreError when too many pictures are waiting, and when the node stops
   */
  shape(
    picture: { person: string; kind: 'square' | 'emoji'; side: number },
    read: () => Promise<Buffer>,
  ): Promise<Shaped>
  stats(): FilesStats
  close(): Promise<void>
}

type FilesStats = {
  /** Since the start: files looked at, and pictures among them that have no preview. */
  inspected: number
  withoutPreview: number
  /** Since the start: pictures that were not decoded because too many were waiting. */
  picturesRefused: number
  /** Now. */
  plainWaiting: number
  picturesWaiting: number
  pictureProcesses: number
  /** Since the start: processes that took too much memory or time, or crashed. */
  pictureProcessesKilled: number
}

type Options = { reserveBytes?: number; log?: Log; limits?: Partial<ProcessLimits & { idleMs: number }> }

export function createFiles(store: FileStore, { reserveBytes = 0, log, limits = {} }: Options = {}): Files {
  const pictures = new FairQueue(pictureTurns)
  const plain = new FairQueue(plainTurns)
  const processes = new PictureProcesses({ ...pictureLimits, ...limits }, { idleMs: limits.idleMs ?? idleMs, log })
  let inspected = 0
  let withoutPreview = 0
  let picturesRefused = 0

  async function decode(bytes: Buffer): Promise<Results['picture']> {
    const picture = await processes.make('picture', bytes).catch(orStoreError(() => 'too large' as const))
    if (typeof picture === 'string') withoutPreview++
    return picture
  }

  async function doNotDecode(): Promise<'too large'> {
    withoutPreview++
    return 'too large'
  }

  const inspecting =
    (how: typeof decode): Inspect =>
    (bytes) => {
      inspected++
      return inspect(bytes, how)
    }

  /** What a picture becomes whose process has ended. When the node stops, another one finishes the work. */
  const orStoreError =
    <T>(otherwise: () => T) =>
    (error: unknown): T => {
      if (!(error instanceof ProcessEnded)) throw error
      if (processes.isClosed) throw new StoreError('away', error)
      return otherwise()
    }

  return {
    store,
    reserveBytes,
    async inTurn({ person, head }, work) {
      if (mayBePicture(head)) {
        try {
          return await pictures.run(person, () => work(inspecting(decode)))
        } catch (error) {
          if (!(error instanceof QueueFull)) throw error
          picturesRefused++
        }
      }
      return plain.run(person, () => work(inspecting(doNotDecode))).catch(asStoreError)
    },
    shape: ({ person, kind, side }, read) =>
      pictures
        .run(person, async () => {
          const making = processes.make(kind, await read(), side)
          return making.catch(
            orStoreError(() => {
              throw new UnreadableImage('The picture takes too much memory or time')
            }),
          )
        })
        .catch(asStoreError),
    stats() {
      const { running, killed } = processes.stats()
      return {
        inspected,
        withoutPreview,
        picturesRefused,
        plainWaiting: plain.waiting,
        picturesWaiting: pictures.waiting,
        pictureProcesses: running,
        pictureProcessesKilled: killed,
      }
    },
    close: () => processes.close(),
  }
}

function asStoreError(error: unknown): never {
  throw error instanceof QueueFull ? new StoreError('away', error) : error
}
