/** How long closing waits for the last saves, for example of drafts. */
const lastWordsMs = 1_000

/** Closes a client as soon as the last saves are done. Connecting again cancels the closing. */
export class Closing {
  readonly #close: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(close: () => void) {
    this.#close = close
  }

  /** @param words the last saves; null: there is nothing to save, so it closes at once */
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
