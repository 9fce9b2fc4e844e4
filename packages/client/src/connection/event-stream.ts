import type { Log, ServerEvent } from '@chime/protocol'
import { type Backoff, backoffMs } from '../backoff.ts'
import { failureOf } from '../failure.ts'
import type { Streams } from '../server.ts'
import { HelloParts, type WholeHello } from '../sync/hello.ts'

const retries: Backoff = { firstMs: 500, maxMs: 4_000 }

export type EventStreamHandlers = {
  hello(hello: WholeHello): void
  event(event: ServerEvent): void
  /** Around a batch, so that nobody sees it half applied. */
  batch(work: () => void): void
  /** The session is over. */
  refused(): void
  /** The channels asked for may not be read (any more). */
  gone?(): void
}

/** One subscription to events, kept up for as long as it is wanted, also when the server ends it. */
export class EventStream {
  readonly #streams: Streams
  readonly #handlers: EventStreamHandlers
  readonly #log: Log
  #parts = new HelloParts()
  #stop: (() => void) | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #channelIds: string[] | null = null

  constructor(streams: Streams, log: Log, handlers: EventStreamHandlers) {
    this.#streams = streams
    this.#log = log
    this.#handlers = handlers
  }

  /** @param channelIds null: all of mine */
  start(channelIds: string[] | null): void {
    this.stop()
    this.#channelIds = channelIds
    this.#failures = 0
    this.#subscribe()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stop?.()
    this.#stop = null
  }

  #subscribe(): void {
    this.#parts = new HelloParts()
    let isOver = false
    const stop = this.#streams.events(this.#channelIds, {
      data: (batch) => {
        if (!isOver) this.#handlers.batch(() => this.#take(batch))
      },
      over: (error) => {
        if (isOver) return
        isOver = true
        this.#over(error)
      },
    })
    this.#stop = () => {
      isOver = true
      stop()
    }
    // Refused before it was started.
    if (isOver) this.#stop = null
  }

  #take(batch: readonly ServerEvent[]): void {
    for (const event of batch) {
      if (event.type === 'hello') {
        const whole = this.#parts.add(event)
        if (!whole) continue
        this.#failures = 0
        this.#handlers.hello(whole)
      } else this.#handlers.event(event)
    }
  }

  #over(error: unknown): void {
    this.#stop = null
    const failure = failureOf(error)
    if (failure.kind === 'session') {
      this.#handlers.refused()
      return
    }
    if (failure.reason === 'NOT_FOUND' && this.#handlers.gone) {
      this.#handlers.gone()
      return
    }
    this.#log.info({ failure }, 'Chime: the stream of events ended, opening it again')
    this.#timer = setTimeout(
      () => this.#subscribe(),
      (failure.retryAfterMs ?? 0) + backoffMs(retries, this.#failures++),
    )
  }
}
