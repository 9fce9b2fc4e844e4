import { type Backoff, backoffMs } from '../backoff.ts'
import { callSafely, type Readable } from '../readable.ts'

const retries: Backoff = { firstMs: 500, maxMs: 30_000 }

/** Code that a client needs only after it was created, and that is loaded for all clients of the page at once. */
export class Later<T> {
  readonly #import: () => Promise<T>
  #loading: Promise<T> | null = null

  /** @param load imports it */
  constructor(load: () => Promise<T>) {
    this.#import = load
  }

  /** Loads it. What fails, as it does without a network, is tried again, so this never rejects. */
  load(): Promise<T> {
    this.#loading ??= this.#load()
    return this.#loading
  }

  async #load(): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await this.#import()
      } catch {
        await new Promise((resolve) => setTimeout(resolve, backoffMs(retries, failures)))
      }
    }
  }
}

/**
 * A readable of a part that is loaded later.
 *
 * @param find called once, when somebody subscribes
 * @param before what it shows until then
 */
export function laterReadable<T>(find: () => Promise<Readable<T>>, before: T): Readable<T> {
  let finding: Promise<Readable<T>> | undefined
  let found: Readable<T> | null = null
  return {
    get: () => (found ? found.get() : before),
    subscribe(listener) {
      if (found) return found.subscribe(listener)
      let end: (() => void) | null = () => {}
      finding ??= find()
      void finding.then((readable) => {
        found = readable
        if (!end) return
        end = readable.subscribe(listener)
        if (readable.get() !== before) callSafely(listener)
      })
      return () => {
        end?.()
        end = null
      }
    },
  }
}
