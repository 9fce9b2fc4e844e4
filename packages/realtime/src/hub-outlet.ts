import type { Sink } from './hub.ts'
import type { Batch, Flushable, Turn } from './hub-turn.ts'
import type { ThrottledLog } from './throttled-log.ts'

/** A stream's way to its sink: all that it has to write in one turn of the event loop is one write. */
export class Outlet implements Flushable {
  /** The sink takes no more for now. Set back by whoever hears that it has drained. */
  isFull = false
  readonly #sink: Sink
  readonly #turn: Turn
  readonly #onFull: () => void
  readonly #warn: ThrottledLog
  #batch: Batch | null = null
  #isClosed = false

  constructor(sink: Sink, turn: Turn, onFull: () => void, warn: ThrottledLog) {
    this.#sink = sink
    this.#turn = turn
    this.#onFull = onFull
    this.#warn = warn
  }

  /** `events` is not empty. */
  push(events: string): void {
    if (this.#batch === null) this.#turn.schedule(this)
    this.#batch = this.#turn.append(this.#batch, events)
  }

  flush(): void {
    const batch = this.#batch
    this.#batch = null
    if (batch === null || this.#isClosed) return
    try {
      if (this.#sink.write(batch.text)) return
    } catch (error) {
      // A sink that cannot write has no socket any more; its owner hears that from the socket.
      this.#warn(error, 'Could not write to a socket')
    }
    this.isFull = true
    this.#onFull()
  }

  close(): void {
    this.#isClosed = true
    this.#batch = null
  }
}
