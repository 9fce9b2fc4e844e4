import type { World } from '../sync/world.ts'
import { FileUpload } from './file-upload.ts'
import type { Upload, UploadFile } from './upload.ts'

/** Where bytes go over HTTP. */
export type HttpDoor = {
  /** The server's address, without a slash at its end. */
  url(): string
  /** Null: the cookie speaks. */
  token: (() => string | null) | null
  /** Calls back when the connection is lost; returns what ends it. */
  onLost(listener: () => void): () => void
}

export type UploadsWorld = Pick<World, 'turn' | 'calls' | 'link' | 'log'> & { door: HttpDoor }

/** More at a time would only make each slower. */
const atOnceMax = 3

/** Files on their way to the server, a few at a time. */
export class Uploads {
  readonly #world: UploadsWorld
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(world: UploadsWorld) {
    this.#world = world
  }

  /** @param channelId null: for my picture or an emoji */
  start(file: UploadFile, channelId: string | null): Upload {
    return new FileUpload(file, channelId, this.#world, {
      take: () => this.#take(),
      give: () => this.#give(),
    })
  }

  #take(): Promise<void> {
    if (this.#running < atOnceMax) {
      this.#running++
      return Promise.resolve()
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** The place goes to the next one. */
  #give(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#running--
  }
}
