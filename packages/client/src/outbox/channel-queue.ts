import type { Message } from '@chime/protocol'
import { type Backoff, backoffMs } from '../backoff.ts'
import { type Failure, failureOf, isDecided } from '../failure.ts'
import type { OutboxEntry } from './storage.ts'

const retries: Backoff = { firstMs: 500, maxMs: 4_000 }
/**
 * An internal error of the server decides nothing. But a message that causes one every time must not block the channel
 * for ever.
 */
const unexpectedMax = 5

export type ChannelQueuePorts = {
  /** Rejects with an error that `failureOf` understands. Has its own timeout. */
  send(entry: OutboxEntry): Promise<Message>
  online(): boolean
  /** The first entry that can be sent, or null. */
  next(): OutboxEntry | null
  acknowledged(entry: OutboxEntry, message: Message): void
  failed(entry: OutboxEntry, failure: Failure): void
}

/**
 * Sends one channel's messages one after the other. The next one is sent when the one before is decided, so that a retry can
 * never put a message behind one that was written later.
 *
 *     ┌─ `run` or `wake`, if online and an entry waits ──► sending ◄──┐
 *     │  ┌─ no entry waits any more, or offline ──────────┘  │  └─────┘ decided (acknowledged, refused, settled
 *     │  ▼                                                   │          in another way), and another entry waits
 *     idle                                                   │ not decided, and online
 *        ▲                                                   ▼
 *        └─ `stop`; `wake` or the end of the wait, ───── backing off
 *           which both lead to `run`
 */
export class ChannelQueue {
  readonly #ports: ChannelQueuePorts
  #isSending = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #unexpected = 0
  #current: { clientId: string; settled: () => void } | null = null

  constructor(ports: ChannelQueuePorts) {
    this.#ports = ports
  }

  /** Sends what waits. Does nothing while it backs off after a failure. */
  run(): void {
    if (!this.#isSending && this.#timer === undefined) void this.#send()
  }

  /** The connection is back: ends the wait and tries again. */
  wake(): void {
    this.stop()
    this.#failures = 0
    this.run()
  }

  /** Ends the wait without trying again. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /**
   * The entry was decided in another way: its event arrived, or it was discarded. So the answer need not be waited for.
   */
  settled(clientId: string): void {
    if (this.#current?.clientId === clientId) this.#current.settled()
  }

  async #send(): Promise<void> {
    this.#isSending = true
    try {
      for (;;) {
        const entry = this.#ports.online() ? this.#ports.next() : null
        if (!entry) return
        const waitMs = await this.#attempt(entry)
        if (waitMs === null) continue
        // When the connection is back, `wake` is called.
        if (!this.#ports.online()) return
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          this.run()
        }, waitMs)
        return
      }
    } finally {
      this.#isSending = false
    }
  }

  /** @returns how long to wait before the next try, in milliseconds, or null to go on at once */
  async #attempt(entry: OutboxEntry): Promise<number | null> {
    const settled = new Promise<null>((resolve) => {
      this.#current = { clientId: entry.clientId, settled: () => resolve(null) }
    })
    try {
      const message = await Promise.race([this.#ports.send(entry), settled])
      this.#failures = 0
      this.#unexpected = 0
      if (message) this.#ports.acknowledged(entry, message)
      return null
    } catch (error) {
      return this.#afterFailure(entry, failureOf(error))
    } finally {
      this.#current = null
    }
  }

  #afterFailure(entry: OutboxEntry, failure: Failure): number | null {
    const isUnexpected = failure.kind === 'unexpected'
    if (isUnexpected) this.#unexpected++
    if (isDecided(failure) || (isUnexpected && this.#unexpected >= unexpectedMax)) {
      this.#unexpected = 0
      this.#ports.failed(entry, failure)
      return null
    }
    // Without a session nothing can be sent until the user signs in again. The entry stays in the outbox.
    if (failure.kind === 'session') return retries.maxMs
    const backoff = backoffMs(retries, this.#failures++)
    return failure.retryAfterMs === null ? backoff : failure.retryAfterMs + backoffMs(retries, 0)
  }
}
