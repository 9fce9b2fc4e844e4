import type { Logger } from 'pino'

type Closable = { close(): void | Promise<void> }

/**
 * What has been started and must be closed at the end, in reverse order, so that a part is closed before the parts that
 * it needs. A start that fails half-way closes what it had started in the same way.
 */
export class Cleanups {
  readonly #log: Logger
  readonly #all: (() => void | Promise<void>)[] = []

  constructor(log: Logger) {
    this.#log = log
  }

  add(cleanup: () => void | Promise<void>): void {
    this.#all.push(cleanup)
  }

  /** Closes this part at the end. @returns the part */
  closing<Part extends Closable>(part: Part): Part {
    this.add(() => part.close())
    return part
  }

  /** Never rejects: a failure is logged and the other cleanups still run. A second call does nothing. */
  async run(): Promise<void> {
    for (const cleanup of this.#all.splice(0).reverse()) {
      try {
        await cleanup()
      } catch (err) {
        this.#log.error({ err }, 'a part did not stop cleanly')
      }
    }
  }
}
