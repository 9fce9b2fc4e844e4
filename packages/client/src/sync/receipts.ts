import { failureOf } from '../failure.ts'
import { Derived, type Readable } from '../readable.ts'
import type { Receipt } from '../server.ts'
import type { Holdings } from './holdings.ts'
import { persist } from './persist.ts'
import type { World } from './world.ts'

/** How far the others of one channel have read. Events about it are hints, so it is asked for anew after a lost connection. */
export class Receipts {
  readonly readable: Readable<Receipt[]>
  readonly #id: string
  readonly #hold: Holdings
  readonly #world: World
  readonly #derived: Derived<Receipt[]>
  readonly #read = new Map<string, number>()
  #isWanted = false
  #isAsked = false

  constructor(id: string, hold: Holdings, world: World) {
    this.#id = id
    this.#hold = hold
    this.#world = world
    this.#derived = new Derived(
      world.turn,
      () => [...this.#read].map(([userId, readNumber]) => ({ userId, readNumber })),
      () => this.#want(),
    )
    this.readable = this.#derived
  }

  heard(userId: string, readNumber: number): void {
    if (userId === this.#world.myId() || !this.#isAsked) return
    this.#read.set(userId, readNumber)
    this.#derived.invalidate()
  }

  /** Whoever writes has read what is before. */
  wrote(userId: string, number: number): void {
    if ((this.#read.get(userId) ?? number) < number) this.heard(userId, number)
  }

  /** The channel is known now. */
  settle(): void {
    if (this.#isWanted && !this.#isAsked) void this.#ask()
  }

  /** Connected anew: hints were missed. */
  refresh(): void {
    this.#isAsked = false
    this.settle()
  }

  #want(): () => void {
    this.#isWanted = true
    this.settle()
    return () => {
      this.#isWanted = false
    }
  }

  async #ask(): Promise<void> {
    const kind = this.#hold.info?.channel.kind
    if (kind !== 'direct' && kind !== 'group') return
    this.#isAsked = true
    const { link, calls, turn, log } = this.#world
    try {
      const receipts = await persist(link, () => calls.receipts(this.#id))
      turn.run(() => {
        this.#read.clear()
        for (const { userId, readNumber } of receipts) this.#read.set(userId, readNumber)
        this.#derived.invalidate()
      })
    } catch (error) {
      log.info({ failure: failureOf(error), channelId: this.#id }, 'Chime: receipts could not be read')
    }
  }
}
