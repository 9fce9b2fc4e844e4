import type { CustomEmoji, Message } from '@chime/protocol'
import type { Derived, Readable } from '../readable.ts'
import { OwnList, type OwnListWorld } from './own-list.ts'

/** No event tells of a new one: the list is read anew when an unknown name is met, at most this often. */
const refreshEveryMs = 30_000
/** A name that was asked for in vain is not asked for again before. Much that stands between colons is no emoji. */
const inVainMs = 10 * 60_000
const namePattern = /:([a-z0-9_+-]{1,30}):/g

/** Pictures of the server's own that can be written as `:name:`. */
export class Emoji {
  readonly all: Readable<CustomEmoji[]>
  readonly #list: OwnList<CustomEmoji>
  readonly #askedAt = new Map<string, number>()
  #refreshedAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(world: OwnListWorld) {
    this.#list = new OwnList<CustomEmoji>(
      world,
      { load: (calls) => calls.emoji(), key: (emoji) => emoji.name, isGone: () => false },
      () => all.invalidate(),
    )
    const all: Derived<CustomEmoji[]> = this.#list.readable((rows) =>
      rows.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    )
    this.all = all
  }

  /** Messages came: where they name an emoji that is not known, it may be new. */
  met(messages: readonly Message[]): void {
    if (!this.#list.isWanted || !this.#list.rows) return
    const now = Date.now()
    for (const message of messages) {
      for (const name of namesIn(message)) {
        if (this.#list.rows.has(name) || now - (this.#askedAt.get(name) ?? -inVainMs) < inVainMs) continue
        this.#askedAt.set(name, now)
        this.#timer ??= setTimeout(() => this.#refresh(), Math.max(0, this.#refreshedAt + refreshEveryMs - now))
      }
    }
  }

  settle(): void {
    this.#list.settle()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#list.close()
  }

  forget(): void {
    this.close()
    this.#askedAt.clear()
    this.#list.forget()
  }

  #refresh(): void {
    this.#timer = undefined
    this.#refreshedAt = Date.now()
    this.#list.stale()
  }
}

function namesIn({ content, reactions }: Message): string[] {
  const text = [content, ...reactions.map(({ emoji }) => emoji)].join('\n')
  return [...text.matchAll(namePattern)].flatMap(([, name]) => name ?? [])
}
