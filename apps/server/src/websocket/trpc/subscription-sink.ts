import type { Sink } from '@chime/realtime'
import { eventsFrame, eventsText } from './events-frame.ts'

/** What a sink needs of its socket. */
export type FrameWriter = {
  /** @returns false when the socket is full */
  write(frame: Buffer): boolean
}

/**
 * Takes the events that the hub has for one subscription of a socket, and writes them as frames; see
 * `LiveSocket.openSink`.
 */
export class SubscriptionSink implements Sink {
  readonly drained: () => void
  readonly #writer: FrameWriter
  #head: string | null = null
  /** What the hub wrote before the first frame was sent. Null: the first frame has been sent. */
  #beforeFirstFrame: string[] | null = []

  constructor(writer: FrameWriter, drained: () => void) {
    this.#writer = writer
    this.drained = drained
  }

  write(events: string): boolean {
    if (this.#head === null || this.#beforeFirstFrame !== null) {
      this.#beforeFirstFrame?.push(events)
      return true
    }
    return this.#writer.write(eventsFrame(this.#head, events))
  }

  /**
   * To be called once, when the head of the subscription's responses is known. What the hub has written meanwhile is
   * sent in the next microtask.
   *
   * @returns the text of the first frame. The caller must send it before it returns to the event loop
   */
  start(head: string, events: string): string {
    this.#head = head
    queueMicrotask(() => {
      const early = this.#beforeFirstFrame ?? []
      this.#beforeFirstFrame = null
      for (const events of early) this.write(events)
    })
    return eventsText(head, events)
  }
}
