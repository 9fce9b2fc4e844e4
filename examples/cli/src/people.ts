import type { ChannelSummary, Chime, Message } from '@chime/client'
import { cleanLine } from './message/clean.ts'

/** How many people one call may ask for. */
const atOnce = 100

/** The usernames of those who are shown. */
export class People {
  readonly #chime: Chime
  readonly #watched = new Set<string>()
  readonly #onChange: () => void

  /** @param onChange called when a name that was asked for has become known */
  constructor(chime: Chime, onChange: () => void = () => {}) {
    this.#chime = chime
    this.#onChange = onChange
  }

  /** The user's own name. */
  get me(): string {
    return this.#chime.me.get()?.username ?? 'me'
  }

  /** The username, or `…` while it is loaded. */
  name(id: string | null): string {
    if (id === null) return 'system'
    const me = this.#chime.me.get()
    if (me?.id === id) return me.username
    const user = this.#chime.user(id)
    if (!this.#watched.has(id)) {
      this.#watched.add(id)
      user.subscribe(this.#onChange)
    }
    const username = user.get()?.username
    return username === undefined ? '…' : cleanLine(username)
  }

  /** Loads the names of all who wrote these messages, so that `name` knows them. */
  async load(messages: readonly Message[]): Promise<void> {
    const ids = [...new Set(messages.flatMap(({ userId }) => userId ?? []))]
    const missing = ids.filter((id) => this.#chime.user(id).get() === null)
    for (let at = 0; at < missing.length; at += atOnce)
      this.#chime.addUsers(await this.#chime.trpc.users.get.query({ ids: missing.slice(at, at + atOnce) }))
  }
}

/** What a channel is called where it is listed: `#general`, `@ada`. */
export function titleOf({
  kind,
  name,
  peer,
  parent,
}: Pick<ChannelSummary, 'kind' | 'name' | 'peer' | 'parent'>): string {
  if (kind === 'direct') return `@${peer ? cleanLine(peer.username) : 'somebody'}`
  if (kind === 'thread') return name ? cleanLine(name) : `thread of ${parent?.number ?? '?'}`
  return `#${cleanLine(name ?? '')}`
}
