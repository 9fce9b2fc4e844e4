import { FileUpload } from './file-upload.ts'
import type { Upload, UploadFile } from './upload.ts'
import type { UploadContext } from './upload-context.ts'

/** How many files are sent at a time. More would only make each of them slower. */
const atOnceMax = 3

/** Starts uploads and limits how many run at a time. */
export class Uploads {
  readonly #context: UploadContext
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(context: UploadContext) {
    this.#context = context
  }

  /** @param channelId null: for a profile picture or an emoji */
  start(file: UploadFile, channelId: string | null): Upload {
    return new FileUpload(file, channelId, this.#context, {
      acquire: () => this.#acquire(),
      release: () => this.#release(),
    })
  }

  #acquire(): Promise<void> {
    if (this.#running < atOnceMax) {
      this.#running++
      return Promise.resolve()
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Gives the slot to the next upload that waits. */
  #release(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#running--
  }
}
