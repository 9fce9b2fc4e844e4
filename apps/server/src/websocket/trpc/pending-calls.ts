/** The calls of one socket that have been received and not answered yet. */
export class PendingCalls {
  size = 0
  readonly #countById = new Map<unknown, number>()

  /** A call was received. Clients choose the ids, and one may use an id twice, so calls are counted for each id. */
  begin(id: unknown): void {
    this.#countById.set(id, (this.#countById.get(id) ?? 0) + 1)
    this.size++
  }

  /**
   * A response was sent. If no call with that id is pending, it is a later frame of a subscription, and nothing
   * changes.
   */
  end(id: unknown): void {
    const count = this.#countById.get(id)
    if (count === undefined) return
    if (count === 1) this.#countById.delete(id)
    else this.#countById.set(id, count - 1)
    this.size--
  }
}
