import { ownSockets, type SocketSource } from '../connection/socket-source.ts'
import { type TabPorts, version } from './messages.ts'
import { watchStopped } from './page-life.ts'
import { TabGroup } from './tab-group.ts'

export type SharedSocketsOptions = {
  /** The server's address. */
  url: () => string
  /** Null: the session cookie is used. */
  token: (() => string | null) | null
  /** Who is signed in by the cookie. Rejects or gives null when that is not known. */
  userId: () => Promise<string | null>
}

type Scope = {
  /** Equal for tabs that may share a socket. It tells nothing of the credentials. */
  name: string
  userId: string | null
}

/**
 * Sockets that this tab shares with others of the same browser: those that use the same server for the same user with
 * the same credentials. A tab that cannot tell who is signed in opens its own.
 */
export class SharedSockets implements SocketSource {
  readonly #options: SharedSocketsOptions
  readonly #ports: TabPorts
  readonly #own: SocketSource
  #group: TabGroup | null = null
  /** Resolves when the browser lets the page go on. Null: it has not stopped it. */
  #stopped: { goOn: () => void; over: Promise<void> } | null = null
  #unwatch: (() => void) | null = null
  /** The name of a group whose socket turned out to be another user's. This tab has its own until it knows whose. */
  #stranger: string | null = null

  constructor(
    options: SharedSocketsOptions,
    ports: TabPorts = { locks: navigator.locks, Channel: BroadcastChannel },
    own: SocketSource = ownSockets(),
  ) {
    this.#options = options
    this.#ports = ports
    this.#own = own
  }

  start(): void {
    this.#unwatch ??= watchStopped({
      stopped: () => this.#pageStopped(),
      goesOn: () => this.#pageGoesOn(),
    })
  }

  async ready(): Promise<void> {
    for (;;) {
      await this.#stopped?.over
      const scope = await this.#scope().catch(() => null)
      if (!this.#unwatch) throw new Error('The connection was closed')
      if (this.#stopped) continue
      const group = this.#join(scope)
      await group?.ready
      if (group === this.#group) return
    }
  }

  open(url: string) {
    return (this.#group ?? this.#own).open(url)
  }

  stop(): void {
    this.#unwatch?.()
    this.#unwatch = null
    this.#pageGoesOn()
    this.#leave()
  }

  #join(scope: Scope | null): TabGroup | null {
    const name = scope && scope.name !== this.#stranger ? scope.name : null
    if (this.#group?.name === name) return this.#group
    this.#group?.leave()
    this.#group =
      scope && name
        ? new TabGroup({
            ...this.#ports,
            name,
            userId: scope.userId,
            open: (url) => this.#own.open(url),
            stranger: () => {
              this.#stranger = name
            },
          })
        : null
    return this.#group
  }

  #leave(): void {
    this.#group?.leave()
    this.#group = null
  }

  #pageStopped(): void {
    if (!this.#stopped) {
      const { promise, resolve } = withResolvers()
      this.#stopped = { over: promise, goOn: resolve }
    }
    this.#leave()
  }

  #pageGoesOn(): void {
    this.#stopped?.goOn()
    this.#stopped = null
  }

  /** Null: it is not known who is signed in. */
  async #scope(): Promise<Scope | null> {
    const { url, token, userId } = this.#options
    const who = token ? token() : await userId()
    if (!who) return null
    const text = JSON.stringify([url(), token ? 'token' : 'cookie', who])
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
    const hex = Array.from(new Uint8Array(hash, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
    return { name: `chime.tabs.${version}.${hex}`, userId: token ? null : who }
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((each) => {
    resolve = each
  })
  return { promise, resolve }
}
