import type { Log, ServerEvent } from '@chime/protocol'
import { type Backoff, backoffMs } from '../backoff.ts'
import { failureOf } from '../failure.ts'
import type { Trpc } from '../trpc.ts'
import { HelloParts, type WholeHello } from './hello.ts'

const retries: Backoff = { firstMs: 500, maxMs: 4_000 }

export type EventStreamHandlers = {
  hello(hello: WholeHello): void
  event(event: ServerEvent): void
  /** Runs `work`, which applies events that came together, as one batch. */
  batch(work: () => void): void
  /** The session is over. */
  refused(): void
  /** The requested channels may not be read (any more). */
  gone?(): void
}

/**
 * One subscription to events, kept alive for as long as it is wanted: if the server ends it, it is opened again. A lost
 * socket does not end it, because the wire opens the subscription again on the next socket.
 */
export class EventStream {
  readonly #trpc: Trpc
  readonly #handlers: EventStreamHandlers
  readonly #log: Log
  #parts = new HelloParts()
  #stop: (() => void) | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #input: { channelIds?: string[] } = {}

  constructor(trpc: Trpc, log: Log, handlers: EventStreamHandlers) {
    this.#trpc = trpc
    this.#log = log
    this.#handlers = handlers
  }

  /** @param channelIds null: all channels of the user */
  start(channelIds: string[] | null): void {
    this.stop()
    this.#input = channelIds ? { channelIds } : {}
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
    const over = (error: unknown) => {
      if (isOver) return
      isOver = true
      this.#over(error)
    }
    const stream = this.#trpc.events.subscribe.subscribe(this.#input, {
      onData: (events) => {
        if (!isOver) this.#handlers.batch(() => this.#receive(events))
      },
      onError: over,
      onComplete: () => over(new Error('The server ended the stream')),
    })
    this.#stop = () => {
      isOver = true
      stream.unsubscribe()
    }
    // The server refused before `subscribe` returned.
    if (isOver) this.#stop = null
  }

  #receive(events: readonly ServerEvent[]): void {
    for (const event of events) {
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
