import { clientLimits } from '@chime/protocol'
import { type Batch, Cell, type Readable } from '../readable.ts'

/** How often the server is told while the user goes on typing. The others show it for twice this time. */
const sendEveryMs = clientLimits.typingMs / 2

/** Who is typing in one channel. */
export class Typing {
  readonly #userIds: Cell<string[]>
  readonly #until = new Map<string, number>()
  readonly #send: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #sentAt = Number.NEGATIVE_INFINITY

  constructor(batch: Batch, send: () => void) {
    this.#userIds = new Cell<string[]>(batch, [])
    this.#send = send
  }

  get userIds(): Readable<string[]> {
    return this.#userIds
  }

  /** The user typed. The server is told at most once in three seconds. */
  notify(): void {
    const now = Date.now()
    if (now - this.#sentAt < sendEveryMs) return
    this.#sentAt = now
    this.#send()
  }

  /** The text was sent, so the next keystroke is reported at once. */
  sent(): void {
    this.#sentAt = Number.NEGATIVE_INFINITY
  }

  /** @param forMs how long to show it */
  receive(userId: string, forMs: number): void {
    this.#until.set(userId, Date.now() + Math.min(Math.max(forMs, 0), 2 * clientLimits.typingMs))
    this.#update()
  }

  /** The user sent a message. */
  stop(userId: string): void {
    if (this.#until.delete(userId)) this.#update()
  }

  clear(): void {
    this.#until.clear()
    this.#update()
  }

  #update(): void {
    const now = Date.now()
    clearTimeout(this.#timer)
    for (const [userId, until] of this.#until) if (until <= now) this.#until.delete(userId)
    const next = Math.min(...this.#until.values())
    if (this.#until.size > 0) this.#timer = setTimeout(() => this.#update(), next - now)
    const userIds = [...this.#until.keys()]
    if (userIds.join() !== this.#userIds.get().join()) this.#userIds.set(userIds)
  }
}
