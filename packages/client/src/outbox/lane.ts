import type { Message } from '@chime/protocol'
import { type Backoff, backoffMs } from '../backoff.ts'
import { type Failure, failureOf, isDecided } from '../failure.ts'
import type { OutboxEntry } from './storage.ts'

const retries: Backoff = { firstMs: 500, maxMs: 4_000 }
/** An error of the server's own is no verdict, but a message that causes it every time must not hold up the others for ever. */
const unexpectedMax = 5

export type LaneWorld = {
  /** Rejects with what `failureOf` understands; takes care of its own timeout. */
  send(entry: OutboxEntry): Promise<Message>
  online(): boolean
  /** The first entry of the channel that waits to be sent. */
  next(channelId: string): OutboxEntry | null
  acknowledged(entry: OutboxEntry, message: Message): void
  failed(entry: OutboxEntry, failure: Failure): void
}

/**
 * Sends one channel's messages, one after the other: the next one leaves when the one before is decided, so a retry
 * never lands behind what was written after it.
 */
export class Lane {
  readonly #channelId: string
  readonly #world: LaneWorld
  #running = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #unexpected = 0
  #settled: (() => void) | null = null
  #current: string | null = null

  constructor(channelId: string, world: LaneWorld) {
    this.#channelId = channelId
    this.#world = world
  }

  /** Sends what waits. Does nothing while a wait after a failure is under way. */
  run(): void {
    if (!this.#running && this.#timer === undefined) void this.#work()
  }

  /** Ends a wait: the connection is back. */
  wake(): void {
    this.stop()
    this.#failures = 0
    this.run()
  }

  /** Ends a wait without trying again. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** The entry was decided by other means (its event arrived, it was discarded): no need to wait for the answer. */
  settled(clientId: string): void {
    if (this.#current === clientId) this.#settled?.()
  }

  async #work(): Promise<void> {
    this.#running = true
    try {
      for (;;) {
        const entry = this.#world.online() ? this.#world.next(this.#channelId) : null
        if (!entry) return
        const waitMs = await this.#attempt(entry)
        if (waitMs === null) continue
        // Whatever brings the connection back calls `wake`.
        if (!this.#world.online()) return
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          this.run()
        }, waitMs)
        return
      }
    } finally {
      this.#running = false
    }
  }

  /** @returns how long to wait before going on, or null */
  async #attempt(entry: OutboxEntry): Promise<number | null> {
    const settled = new Promise<null>((resolve) => {
      this.#settled = () => resolve(null)
    })
    this.#current = entry.clientId
    try {
      const message = await Promise.race([this.#world.send(entry), settled])
      this.#failures = 0
      this.#unexpected = 0
      if (message) this.#world.acknowledged(entry, message)
      return null
    } catch (error) {
      return this.#afterFailure(entry, failureOf(error))
    } finally {
      this.#current = null
    }
  }

  #afterFailure(entry: OutboxEntry, failure: Failure): number | null {
    const unexpected = failure.kind === 'unexpected'
    if (unexpected) this.#unexpected++
    if (isDecided(failure) || (unexpected && this.#unexpected >= unexpectedMax)) {
      this.#unexpected = 0
      this.#world.failed(entry, failure)
      return null
    }
    // No session: nothing more leaves until another one starts, and the entry stays.
    if (failure.kind === 'session') return retries.maxMs
    const backoff = backoffMs(retries, this.#failures++)
    return failure.retryAfterMs === null ? backoff : failure.retryAfterMs + backoffMs(retries, 0)
  }
}
