import type { Log } from '@chime/protocol'
import type { ChannelRegistry } from '../channel/registry.ts'
import type { Trpc } from '../trpc.ts'
import { EventStream, type EventStreamHandlers } from './event-stream.ts'

/** How long to wait before asking again after one of the channels turned out to be unreadable. */
const againMs = 2_000

/**
 * A second stream, for channels that are open but that the user is not a member of. The first stream does not carry
 * them.
 */
export class PreviewStream {
  readonly #stream: EventStream
  readonly #registry: ChannelRegistry
  #ids: string[] = []
  #isRunning = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(trpc: Trpc, log: Log, registry: ChannelRegistry, handlers: EventStreamHandlers) {
    this.#registry = registry
    this.#stream = new EventStream(trpc, log, { ...handlers, gone: () => this.#gone() })
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

  /** Call it when memberships or the set of open channels may have changed. */
  update(): void {
    if (this.#isRunning) this.#timer ??= setTimeout(() => this.#apply(), 0)
  }

  #apply(): void {
    this.#timer = undefined
    const ids = this.#registry.previewedIds().sort()
    if (ids.join() === this.#ids.join()) return
    this.#ids = ids
    if (ids.length > 0) this.#stream.start(ids)
    else this.#stream.stop()
  }

  /** One of the channels may not be read any more. The server does not say which one, so each of them is asked for. */
  #gone(): void {
    for (const id of this.#ids) this.#registry.get(id).sync.check()
    this.#ids = []
    this.#timer ??= setTimeout(() => this.#apply(), againMs)
  }
}
