import type { Receipt } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { failureOf } from '../failure.ts'
import { Derived, type Readable } from '../readable.ts'
import type { ChannelStore } from './store.ts'

/**
 * How far the other members of one channel have read. The events for it may get lost, so it is loaded again after each
 * reconnect.
 */
export class Receipts {
  readonly readable: Readable<Receipt[]>
  readonly #id: string
  readonly #store: ChannelStore
  readonly #context: ClientContext
  readonly #derived: Derived<Receipt[]>
  readonly #read = new Map<string, number>()
  #isWanted = false
  #isAsked = false

  constructor(id: string, store: ChannelStore, context: ClientContext) {
    this.#id = id
    this.#store = store
    this.#context = context
    this.#derived = new Derived(
      context.batch,
      () => [...this.#read].map(([userId, readNumber]) => ({ userId, readNumber })),
      () => this.#want(),
    )
    this.readable = this.#derived
  }

  receive(userId: string, readNumber: number): void {
    if (userId === this.#context.myId() || !this.#isAsked) return
    this.#read.set(userId, readNumber)
    this.#derived.invalidate()
  }

  /**
   * Loads the receipts if they are wanted. Called when the channel's summary changes, because only then its kind is
   * known.
   */
  load(): void {
    if (this.#isWanted && !this.#isAsked) void this.#ask()
  }

  /** After a reconnect, when events may have been missed; and when somebody was blocked. */
  refresh(): void {
    this.#isAsked = false
    this.load()
  }

  #want(): () => void {
    this.#isWanted = true
    this.load()
    return () => {
      this.#isWanted = false
    }
  }

  async #ask(): Promise<void> {
    const kind = this.#store.info?.channel.kind
    if (kind !== 'direct' && kind !== 'group') return
    this.#isAsked = true
    const { batch, log } = this.#context
    try {
      const receipts = await retryUntilDecided(this.#context, (trpc) =>
        trpc.channels.receipts.query({ channelId: this.#id }),
      )
      batch.run(() => {
        this.#read.clear()
        for (const { userId, readNumber } of receipts) this.#read.set(userId, readNumber)
        this.#derived.invalidate()
      })
    } catch (error) {
      log.info({ failure: failureOf(error), channelId: this.#id }, 'Chime: receipts could not be read')
    }
  }
}
