import { movedCode } from '../connection/socket-source.ts'
import type { WebSocketLike } from '../connection/web-socket.ts'
import { Leader } from './leader.ts'
import { Leadership } from './leadership.ts'
import { type GroupMessage, strangerCode, type TabPorts } from './messages.ts'
import { lineToRemoteLeader } from './remote-leader.ts'
import { serveRemoteTab } from './remote-tab.ts'
import { type Line, type LineEnd, TabSocket } from './tab-socket.ts'

type Options = TabPorts & {
  name: string
  /** Who is signed in by the cookie. Null: there is a token instead. */
  userId: string | null
  /** Opens a real socket. */
  open: (url: string) => WebSocketLike
  /** The cookie turned out to be another user's. */
  stranger: () => void
}

/**
 * The tabs of one browser that share a socket, as one of them sees it.
 *
 *     joining ──► following ──► leading
 *                    ▲             │ another tab took the lead, because this one did not answer
 *                    └─────────────┘
 *
 * Whenever the lead moves to another tab, all sockets of the group close with `movedCode` and are opened again.
 */
export class TabGroup {
  readonly name: string
  /** Resolves when it is known who leads. */
  readonly ready: Promise<void>
  readonly #options: Options
  readonly #channel: BroadcastChannel
  readonly #leadership: Leadership
  readonly #sockets = new Set<TabSocket>()
  #leader: Leader | null = null
  #isAvailable = true

  constructor(options: Options) {
    this.#options = options
    this.name = options.name
    this.#channel = new options.Channel(this.name)
    this.#channel.onmessage = ({ data }: MessageEvent<GroupMessage>) => this.#receive(data)
    this.#leadership = new Leadership(options.locks, this.name, {
      elected: () => this.#elected(),
      deposed: () => this.#deposed(),
      unavailable: () => {
        this.#isAvailable = false
        this.#moved()
      },
    })
    this.ready = this.#leadership.seek()
  }

  open(url: string): WebSocketLike {
    if (!this.#isAvailable) return this.#options.open(url)
    const socket: TabSocket = new TabSocket(
      (end) => this.#connect(url, end),
      (code) => {
        this.#sockets.delete(socket)
        if (code === strangerCode) this.#options.stranger()
      },
    )
    this.#sockets.add(socket)
    return socket
  }

  /** This tab wants no socket any more, or is about to be stopped. Another one leads. */
  leave(): void {
    this.#leader?.close(movedCode, 'the leading tab left')
    this.#leader = null
    for (const socket of [...this.#sockets]) socket.close(movedCode)
    this.#leadership.resign()
    this.#channel.close()
  }

  #connect(url: string, end: LineEnd): Line {
    if (this.#leader) return this.#leader.attach(url, end)
    const { locks, Channel } = this.#options
    const post = (message: GroupMessage) => this.#post(message)
    const leaderSilent = () => this.#leadership.steal()
    return lineToRemoteLeader({ locks, Channel, group: this.name, url, post, leaderSilent }, end)
  }

  #receive(message: GroupMessage): void {
    if (message.kind === 'leader') {
      if (!this.#leader) this.#moved()
      return
    }
    const leader = this.#leader
    if (leader) serveRemoteTab(this.#options, message.line, (end) => leader.attach(message.url, end))
  }

  #elected(): void {
    this.#leader = new Leader(this.#options.open, this.#options.userId)
    this.#post({ kind: 'leader' })
    this.#moved()
  }

  #deposed(): void {
    this.#leader?.close(movedCode, 'another tab leads')
    this.#leader = null
    void this.#leadership.seek()
  }

  #moved(): void {
    for (const socket of [...this.#sockets]) socket.moved()
  }

  #post(message: GroupMessage): void {
    this.#channel.postMessage(message)
  }
}
