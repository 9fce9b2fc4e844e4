/**
 * The text that a stream has to write after this turn of the event loop. Streams that get the same publications in the
 * same order share one of these, so that the text is joined once and all their sinks get the very same string.
 */
export type SharedText = {
  readonly text: string
  /** What was appended here last, and the text that this made. */
  events: string | null
  next: SharedText | null
}

export interface Flushable {
  flush(): void
}

/**
 * Collects what all streams have to write, and lets them write it once the event loop has read every socket that was
 * ready (`setImmediate`): one burst from Redis or the database, in however many chunks, becomes one write per socket.
 */
export class WriteBatch {
  #root: SharedText = { text: '', events: null, next: null }
  #due: Flushable[] = []

  /** @returns the text that results when `events` are added to `to`; null is the empty text */
  append(to: SharedText | null, events: string): SharedText {
    const from = to ?? this.#root
    if (from.next !== null && from.events === events) return from.next
    const next: SharedText = { text: to === null ? events : `${to.text},${events}`, events: null, next: null }
    from.events = events
    from.next = next
    return next
  }

  /** Calls `flush` once this turn is over. To be called once per turn for each writer. */
  schedule(writer: Flushable): void {
    if (this.#due.push(writer) === 1) setImmediate(this.#flush)
  }

  readonly #flush = () => {
    const due = this.#due
    this.#due = []
    this.#root = { text: '', events: null, next: null }
    for (const writer of due) writer.flush()
  }
}
