import { SessionEnded } from './failure.ts'

/** Whether the client is connected and up to date, and who waits for that. */
export class Ready {
  #isReady = false
  #waiting: { resolve(): void; reject(error: Error): void }[] = []

  promise(isOver: boolean): Promise<void> {
    if (isOver) return Promise.reject(new SessionEnded())
    if (this.#isReady) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  yes(): void {
    this.#isReady = true
    for (const { resolve } of this.#waiting.splice(0)) resolve()
  }

  no(error: Error): void {
    this.#isReady = false
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
