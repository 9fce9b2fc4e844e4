import type { ChannelSummary } from '@chime/protocol'
import { Channel } from '../channel.ts'
import { Derived, type Readable } from '../readable.ts'
import type { World } from './world.ts'

/** Of this many channels that are not open any more, messages are kept in sync, so that going back shows them at once. */
const keptWindows = 10
/** Each costs a call. */
const threadsChecked = 20

/** Every channel that was ever heard of or asked for. */
export class Registry {
  readonly #world: World
  readonly #channels = new Map<string, Channel>()
  readonly #list: Derived<ChannelSummary[]>
  readonly #threads: Derived<ChannelSummary[]>
  readonly #onOpens: () => void
  #areThreadsWatched = false

  /** @param onOpens called when a channel was opened or closed */
  constructor(world: World, onOpens: () => void) {
    this.#world = world
    this.#onOpens = onOpens
    this.#list = new Derived(world.turn, () => this.#mine().filter(({ kind }) => kind !== 'thread'))
    this.#threads = new Derived(
      world.turn,
      () => unreadFirst(this.#mine().filter(({ kind }) => kind === 'thread')),
      () => this.#threadsWatched(),
    )
  }

  /** The threads that I follow, those with unread messages in front, the latest activity first. */
  get threads(): Readable<ChannelSummary[]> {
    return this.#threads
  }

  /** The channels that I am in, but for threads, the latest activity first. */
  get list(): Readable<ChannelSummary[]> {
    return this.#list
  }

  get(id: string): Channel {
    const held = this.#channels.get(id)
    if (held) return held
    const channel: Channel = new Channel(id, this.#world, () => this.#opensChanged(channel))
    this.#channels.set(id, channel)
    return channel
  }

  find(id: string): Channel | null {
    return this.#channels.get(id) ?? null
  }

  all(): Channel[] {
    return [...this.#channels.values()]
  }

  /** Of threads that are looked at in a list, the first ones are read anew where they may be old. */
  checkThreads(): void {
    if (!this.#areThreadsWatched) return
    for (const { id } of this.#threads.get().slice(0, threadsChecked)) this.get(id).sync.askUnsaid()
  }

  /** Open, but not mine: the stream of my channels does not carry them. */
  lookedAt(): string[] {
    return this.all()
      .filter(({ sync }) => sync.isOpen && !sync.isMissing && sync.hold.info && !sync.hold.info.membership)
      .map(({ id }) => id)
  }

  /** The other people of my direct conversations. */
  peerIds(): string[] {
    return this.all().flatMap(({ sync }) => sync.hold.info?.peer?.id ?? [])
  }

  peerChanged(userId: string): void {
    const theirs = this.all().filter(({ sync }) => sync.hold.info?.peer?.id === userId)
    for (const channel of theirs) channel.peerChanged()
    if (theirs.length > 0) this.#list.invalidate()
  }

  blocksChanged(): void {
    for (const channel of this.all()) channel.blocksChanged()
  }

  invalidateList(): void {
    this.#list.invalidate()
    this.#threads.invalidate()
  }

  #threadsWatched(): () => void {
    this.#areThreadsWatched = true
    this.checkThreads()
    return () => {
      this.#areThreadsWatched = false
    }
  }

  #mine(): ChannelSummary[] {
    return this.all()
      .flatMap((channel) => channel.summary.get() ?? [])
      .filter((summary) => summary.membership !== null)
      .map((summary) => ({ summary, at: summary.lastMessage?.createdAt ?? summary.createdAt }))
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.summary.id < b.summary.id ? -1 : 1))
      .map(({ summary }) => summary)
  }

  #opensChanged(channel: Channel): void {
    // Last in the map: the one that was used last.
    this.#channels.delete(channel.id)
    this.#channels.set(channel.id, channel)
    const idle = this.all().filter(({ sync }) => sync.hold.hasRows && !sync.isOpen)
    for (const { sync } of idle.slice(0, Math.max(0, idle.length - keptWindows))) sync.hold.release()
    this.#onOpens()
  }
}

function unreadFirst(summaries: ChannelSummary[]): ChannelSummary[] {
  const isUnread = ({ membership }: ChannelSummary) => (membership?.unread ?? 0) > 0
  return [...summaries.filter(isUnread), ...summaries.filter((summary) => !isUnread(summary))]
}
