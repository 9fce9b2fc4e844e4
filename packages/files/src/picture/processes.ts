import type { Log } from '@chime/protocol'
import { PictureProcess, ProcessEnded, type ProcessLimits } from './process.ts'
import type { Kind, Results } from './results.ts'

/** What decoders leak ends with their process. */
const picturesOfOne = 100

type Options = {
  /** A process that waits this long for a picture ends. */
  idleMs: number
  log: Log | undefined
}

/**
 * The processes that decode pictures. They start when there are pictures, as many as are asked at a time, and end when there have
 * been none for a while.
 */
export class PictureProcesses {
  readonly #limits: ProcessLimits
  readonly #options: Options
  readonly #all = new Set<PictureProcess>()
  /** Those that have nothing to do, each with what ends it. */
  readonly #idle = new Map<PictureProcess, NodeJS.Timeout>()
  #killed = 0
  #isClosed = false

  constructor(limits: ProcessLimits, options: Options) {
    this.#limits = limits
    this.#options = options
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** How many there are, and how many have ended while they worked. */
  stats(): { running: number; killed: number } {
    return { running: this.#all.size, killed: this.#killed }
  }

  /**
   * @throws UnreadableImage
   * @throws ProcessEnded when the picture takes too much memory or time, or makes its process crash, and after `close`
   */
  async make<K extends Kind>(kind: K, bytes: Buffer, side = 0): Promise<Results[K]> {
    if (this.#isClosed) throw new ProcessEnded('the node stops')
    const one = this.#take()
    try {
      return await one.make(kind, bytes, side)
    } catch (error) {
      if (error instanceof ProcessEnded && !this.#isClosed) {
        this.#killed++
        this.#options.log?.warn(
          { why: error.message, size: bytes.byteLength },
          'a picture was too much for its process',
        )
      }
      throw error
    } finally {
      this.#release(one)
    }
  }

  /** Pictures that are being decoded fail with `ProcessEnded`. Resolves when no process is left. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#idle.values()) clearTimeout(timer)
    const all = [...this.#all]
    for (const one of all) one.kill('the node stops')
    await Promise.all(all.map(({ ended }) => ended))
  }

  #take(): PictureProcess {
    const [idle] = this.#idle
    if (idle) {
      const [one, timer] = idle
      clearTimeout(timer)
      this.#idle.delete(one)
      return one
    }
    const one = new PictureProcess(this.#limits)
    this.#all.add(one)
    void one.ended.then(() => {
      this.#all.delete(one)
      this.#idle.delete(one)
    })
    return one
  }

  #release(one: PictureProcess): void {
    if (!this.#all.has(one)) return
    if (one.pictures >= picturesOfOne) {
      one.kill('it has decoded enough')
      return
    }
    const timer = setTimeout(() => {
      this.#idle.delete(one)
      one.kill('there are no pictures')
    }, this.#options.idleMs).unref()
    this.#idle.set(one, timer)
  }
}
