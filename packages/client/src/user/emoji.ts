import type { CustomEmoji, Message } from '@chime/protocol'
import type { Readable } from '../readable.ts'
import type { Kind, OwnList } from './own-list.ts'
import type { UserData } from './user-data.ts'

export type EmojiContext = {
  userData: Pick<UserData, 'emoji' | 'ownLists'>
  /** Makes the list: its code is part of the core, and would leave it if this imported it, too. */
  ownList(kind: Kind<CustomEmoji>): OwnList<CustomEmoji>
}

/**
 * No event announces a new emoji. So the list is loaded again when a message names an unknown one, at most this often.
 */
const refreshEveryMs = 30_000
/** A name that turned out to be no emoji is not looked up again for this long: much text between colons is no emoji. */
const inVainMs = 10 * 60_000
const namePattern = /:([a-z0-9_+-]{1,30}):/g

/** The server's custom emoji, which are written as `:name:`. To be called once. */
export function findEmoji({ userData, ownList }: EmojiContext): Readable<CustomEmoji[]> {
  const list = ownList({
    load: (trpc) => trpc.emoji.list.query(),
    key: ({ name }) => name,
    isGone: () => false,
    // No two have the same.
    compare: (a, b) => (a.name < b.name ? -1 : 1),
  })
  const emoji = new Emoji(list)
  userData.emoji = emoji
  userData.ownLists.push(emoji)
  return list.all
}

/** Keeps the list up to date with the names that come in messages. */
class Emoji {
  readonly #list: OwnList<CustomEmoji>
  readonly #askedAt = new Map<string, number>()
  #refreshedAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(list: OwnList<CustomEmoji>) {
    this.#list = list
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

  invalidate(): void {
    this.#list.invalidate()
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
