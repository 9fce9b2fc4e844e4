import type { ThrottledLog } from '../throttled-log.ts'
import type { Sink } from './hub.ts'
import type { Flushable, SharedText, WriteBatch } from './write-batch.ts'

/** Writes a stream's events to its sink: everything of one turn of the event loop in one write. */
export class StreamWriter implements Flushable {
  /** The sink takes no more for now. Set back by whoever hears that it has drained. */
  isFull = false
  readonly #sink: Sink
  readonly #batch: WriteBatch
  readonly #onFull: () => void
  readonly #warn: ThrottledLog
  #text: SharedText | null = null
  #isClosed = false

  constructor(sink: Sink, batch: WriteBatch, onFull: () => void, warn: ThrottledLog) {
    this.#sink = sink
    this.#batch = batch
    this.#onFull = onFull
    this.#warn = warn
  }

  /** @param events not empty */
  push(events: string): void {
    if (this.#text === null) this.#batch.schedule(this)
    this.#text = this.#batch.append(this.#text, events)
  }

  flush(): void {
    const shared = this.#text
    this.#text = null
    if (shared === null || this.#isClosed) return
    try {
      if (this.#sink.write(shared.text)) return
    } catch (error) {
      // A sink that cannot write has no socket any more; its owner hears of that from the socket.
      this.#warn(error, 'Could not write to a socket')
    }
    this.isFull = true
    this.#onFull()
  }

  close(): void {
    this.#isClosed = true
    this.#text = null
  }
}
