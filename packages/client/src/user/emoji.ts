import type { CustomEmoji, Message } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { compareTexts } from '../compare-texts.ts'
import type { Readable } from '../readable.ts'
import { OwnList } from './own-list.ts'

/**
 * No event announces a new emoji. So the list is loaded again when a message names an unknown one, at most this often.
 */
const refreshEveryMs = 30_000
/** A name that turned out to be no emoji is not looked up again for this long: much text between colons is no emoji. */
const inVainMs = 10 * 60_000
const namePattern = /:([a-z0-9_+-]{1,30}):/g

/** The server's custom emoji, which are written as `:name:`. */
export class Emoji {
  readonly all: Readable<CustomEmoji[]>
  readonly #list: OwnList<CustomEmoji>
  readonly #askedAt = new Map<string, number>()
  #refreshedAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(context: CallContext) {
    this.#list = new OwnList<CustomEmoji>(context, {
      load: (trpc) => trpc.emoji.list.query(),
      key: ({ name }) => name,
      isGone: () => false,
      compare: (a, b) => compareTexts(a.name, b.name),
    })
    this.all = this.#list.all
  }

  /** Looks for unknown emoji names in messages that arrived. */
  receive(messages: readonly Message[]): void {
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

  load(): void {
    this.#list.load()
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
    this.#list.invalidate()
  }
}

function namesIn({ content, reactions }: Message): string[] {
  const text = [content, ...reactions.map(({ emoji }) => emoji)].join('\n')
  return [...text.matchAll(namePattern)].flatMap(([, name]) => name ?? [])
}
