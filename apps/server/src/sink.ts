import type { Sink } from '@chime/realtime'
import { eventsFrame } from './frame.ts'

/**
 * What a subscription's generator yields in place of its first batch. The stock handler hands it to the encoder together
 * with the request id, and that is how the hub learns under which id to write: no other hook tells it.
 */
export class FirstFrame {
  readonly start: (head: string) => string
  constructor(start: (head: string) => string) {
    this.start = start
  }
}

/** A socket as the sinks on it see it. */
export type Outlet = {
  /** @returns false when the socket is full */
  write(frame: Buffer): boolean
}

/** The way from the hub to one subscription of a socket; see `LiveSocket.openSink`. */
export class FrameSink implements Sink {
  readonly drained: () => void
  readonly #outlet: Outlet
  #head: string | null = null
  /** What came before the first frame has left. Null: it has. */
  #early: string[] | null = []

  constructor(outlet: Outlet, drained: () => void) {
    this.#outlet = outlet
    this.drained = drained
  }

  write(events: string): boolean {
    if (this.#head === null || this.#early !== null) {
      this.#early?.push(events)
      return true
    }
    return this.#outlet.write(eventsFrame(this.#head, events))
  }

  /** The text of the subscription's first frame, which must leave when this returns: what the hub writes follows it. */
  start(head: string, events: string): string {
    this.#head = head
    queueMicrotask(() => {
      const early = this.#early ?? []
      this.#early = null
      for (const events of early) this.write(events)
    })
    return `${head}[${events}]}}`
  }
}
