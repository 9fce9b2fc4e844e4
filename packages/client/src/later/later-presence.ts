import { clientLimits, type Presence } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import type { Face } from '../parts.ts'
import type { PresenceWatch } from '../presence/presence-watch.ts'
import type { Readable } from '../readable.ts'
import { laterReadable } from './later.ts'

type Load = () => Promise<(context: CallContext, idsMax: number) => PresenceWatch>

/** Follows nobody's presence before somebody looks at it; then it loads what does that. */
export class LaterPresence implements Face<PresenceWatch> {
  readonly #context: CallContext
  readonly #load: Load
  readonly #readables = new Map<string, Readable<Presence | null>>()
  #watch: PresenceWatch | null = null
  #isRunning = false

  /** @param load what makes it */
  constructor(context: CallContext, load: Load) {
    this.#context = context
    this.#load = load
  }

  readable(userId: string): Readable<Presence | null> {
    const existing = this.#readables.get(userId)
    if (existing) return existing
    const readable = laterReadable<Presence | null>(async () => (await this.#loaded()).readable(userId), null)
    this.#readables.set(userId, readable)
    return readable
  }

  start(): void {
    this.#isRunning = true
    this.#watch?.start()
  }

  stop(): void {
    this.#isRunning = false
    this.#watch?.stop()
  }

  connectionLost(): void {
    this.#watch?.connectionLost()
  }

  connectionBack(): void {
    this.#watch?.connectionBack()
  }

  refresh(): void {
    this.#watch?.refresh()
  }

  async #loaded(): Promise<PresenceWatch> {
    const presenceWatch = await this.#load()
    if (!this.#watch) {
      this.#watch = presenceWatch(this.#context, clientLimits.idsMax)
      if (this.#isRunning) this.#watch.start()
    }
    return this.#watch
  }
}
