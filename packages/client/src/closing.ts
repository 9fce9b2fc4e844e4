/** The last words of a client that is being closed have this long. */
const lastWordsMs = 1_000

/** Closes once the last words were said. Connecting again calls it off. */
export class Closing {
  readonly #close: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(close: () => void) {
    this.#close = close
  }

  /** @param words null: nothing is to be said, and it closes at once */
  begin(words: Promise<unknown> | null): void {
    this.callOff()
    if (!words) {
      this.#close()
      return
    }
    const timer = setTimeout(() => this.#end(timer), lastWordsMs)
    this.#timer = timer
    void words.then(() => this.#end(timer))
  }

  callOff(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #end(timer: ReturnType<typeof setTimeout>): void {
    if (this.#timer !== timer) return
    this.callOff()
    this.#close()
  }
}
