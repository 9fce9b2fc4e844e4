import type { Log } from '@chime/protocol'
import { EventStream, type EventStreamHandlers } from '../connection/event-stream.ts'
import type { Streams } from '../server.ts'
import type { Registry } from './registry.ts'

/** Before asking again for channels of which one may not be read. */
const againMs = 2_000

/** A second stream, for channels that are open without being mine: the first one does not carry them. */
export class LookedAt {
  readonly #stream: EventStream
  readonly #registry: Registry
  #ids: string[] = []
  #isRunning = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(streams: Streams, log: Log, registry: Registry, handlers: EventStreamHandlers) {
    this.#registry = registry
    this.#stream = new EventStream(streams, log, { ...handlers, gone: () => this.#gone() })
  }

  start(): void {
    this.#isRunning = true
    this.#ids = []
    this.update()
  }

  stop(): void {
    this.#isRunning = false
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stream.stop()
  }

  /** Memberships or open channels may have changed. */
  update(): void {
    if (this.#isRunning) this.#timer ??= setTimeout(() => this.#apply(), 0)
  }

  #apply(): void {
    this.#timer = undefined
    const ids = this.#registry.lookedAt().sort()
    if (ids.join() === this.#ids.join()) return
    this.#ids = ids
    if (ids.length > 0) this.#stream.start(ids)
    else this.#stream.stop()
  }

  /** One of them may not be read any more, and the server does not say which: each is asked for. */
  #gone(): void {
    for (const id of this.#ids) this.#registry.get(id).sync.check()
    this.#ids = []
    this.#timer ??= setTimeout(() => this.#apply(), againMs)
  }
}
