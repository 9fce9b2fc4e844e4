import { limits } from '@chime/protocol'
import { Cell, type Readable, type Turn } from '../readable.ts'

/** How often `typing` is said while somebody goes on typing: twice within the time that it is believed. */
const sayEveryMs = limits.typingMs / 2

/** Who is typing in one channel. */
export class Typing {
  readonly #cell: Cell<string[]>
  readonly #until = new Map<string, number>()
  readonly #say: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #saidAt = Number.NEGATIVE_INFINITY

  constructor(turn: Turn, say: () => void) {
    this.#cell = new Cell<string[]>(turn, [])
    this.#say = say
  }

  get people(): Readable<string[]> {
    return this.#cell
  }

  /** I typed. Said at most once in three seconds. */
  notify(): void {
    const now = Date.now()
    if (now - this.#saidAt < sayEveryMs) return
    this.#saidAt = now
    this.#say()
  }

  /** What I typed was sent: the next keystroke starts anew. */
  sent(): void {
    this.#saidAt = Number.NEGATIVE_INFINITY
  }

  /** @param forMs how long to believe it */
  heard(userId: string, forMs: number): void {
    this.#until.set(userId, Date.now() + Math.min(Math.max(forMs, 0), 2 * limits.typingMs))
    this.#update()
  }

  /** A message of theirs came, or they went. */
  stopped(userId: string): void {
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
    const people = [...this.#until.keys()]
    if (people.join() !== this.#cell.get().join()) this.#cell.set(people)
  }
}
