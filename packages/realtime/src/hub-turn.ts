/**
 * What streams have to get in this turn of the event loop. Streams that get the same publications in the same order
 * share one batch, so that its text is joined once, and is the same string for each of their sinks.
 */
export type Batch = {
  readonly text: string
  /** The step that was taken from here last, and where it led. */
  events: string | null
  next: Batch | null
}

export interface Flushable {
  flush(): void
}

/**
 * Gathers what goes out and writes it when the event loop has read all sockets that were ready (`setImmediate`): one
 * burst from Redis or the database, in however many chunks, becomes one write per socket.
 */
export class Turn {
  #root: Batch = { text: '', events: null, next: null }
  #due: Flushable[] = []

  /** The batch that comes of adding `events` to `batch`; null is the empty one. */
  append(batch: Batch | null, events: string): Batch {
    const from = batch ?? this.#root
    if (from.next !== null && from.events === events) return from.next
    const next: Batch = { text: batch === null ? events : `${batch.text},${events}`, events: null, next: null }
    from.events = events
    from.next = next
    return next
  }

  /** Calls `flush` once this turn is over. To be asked once per turn. */
  schedule(stream: Flushable): void {
    if (this.#due.push(stream) === 1) setImmediate(this.#flush)
  }

  readonly #flush = () => {
    const due = this.#due
    this.#due = []
    this.#root = { text: '', events: null, next: null }
    for (const stream of due) stream.flush()
  }
}
