import type { ChannelSummary } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import { compareTexts } from '../compare-texts.ts'
import { Derived } from '../readable.ts'
import { createChannel } from './channel.ts'
import { ChannelParts } from './channel-parts.ts'
import type { Channel } from './types.ts'

/**
 * So many channels keep their messages in sync after they were closed, so that going back to one shows them at once.
 */
const keptWindowsMax = 10
/** The most threads that are checked at once, since each costs a call. */
const checkedThreadsMax = 20

/** All channels that the client has heard of or was asked for. */
export class ChannelRegistry {
  readonly #context: ClientContext
  readonly #parts = new Map<string, ChannelParts>()
  /** Created when the application asks for one. Of most channels it only uses the summary. */
  readonly #channels = new Map<string, Channel>()
  /** The channels that the user is in, without threads; the one with the latest activity first. */
  readonly list: Derived<ChannelSummary[]>
  /** The threads that the user follows: those with unread messages first, and then by latest activity. */
  readonly threads: Derived<ChannelSummary[]>
  readonly #onOpenChanged: () => void
  #areThreadsWatched = false

  /** @param onOpenChanged called when a channel was opened or closed */
  constructor(context: ClientContext, onOpenChanged: () => void) {
    this.#context = context
    this.#onOpenChanged = onOpenChanged
    this.list = new Derived(context.batch, () => this.#summaries().filter(({ kind }) => kind !== 'thread'))
    this.threads = new Derived(
      context.batch,
      () =>
        this.#summaries()
          .filter(({ kind }) => kind === 'thread')
          .sort(unreadFirst),
      () => this.#watchThreads(),
    )
  }

  /** Always returns the same object for the same id. */
  channel(id: string): Channel {
    const existing = this.#channels.get(id)
    if (existing) return existing
    const parts = this.get(id)
    const channel = createChannel(parts, this.#context, () => this.#openChanged(parts))
    this.#channels.set(id, channel)
    return channel
  }

  get(id: string): ChannelParts {
    const existing = this.#parts.get(id)
    if (existing) return existing
    const parts = new ChannelParts(id, this.#context)
    this.#parts.set(id, parts)
    return parts
  }

  find(id: string): ChannelParts | null {
    return this.#parts.get(id) ?? null
  }

  all(): ChannelParts[] {
    return [...this.#parts.values()]
  }

  /**
   * While a list of threads is shown, asks for the first ones that may be out of date: `hello` does not name all
   * threads.
   */
  checkThreads(): void {
    if (!this.#areThreadsWatched) return
    for (const { id } of this.threads.get().slice(0, checkedThreadsMax)) this.get(id).sync.askForHead()
  }

  /**
   * Ids of the channels that are open without the user being a member. The user's own event stream does not carry them.
   */
  previewedIds(): string[] {
    return this.all()
      .filter(({ sync, store }) => sync.isOpen && !sync.isMissing && store.info && !store.info.membership)
      .map(({ id }) => id)
  }

  /** The other users of the user's direct conversations. */
  peerIds(): string[] {
    return this.all().flatMap(({ store }) => store.info?.peer?.id ?? [])
  }

  peerChanged(userId: string): void {
    const theirs = this.all().filter(({ store }) => store.info?.peer?.id === userId)
    for (const { view } of theirs) view.summary.invalidate()
    if (theirs.length > 0) this.list.invalidate()
  }

  /** The timelines mark messages of blocked users, and nobody is told how far they have read. */
  blocksChanged(): void {
    for (const { view, receipts } of this.all()) {
      view.timeline.invalidate()
      receipts.refresh()
    }
  }

  invalidateLists(): void {
    this.list.invalidate()
    this.threads.invalidate()
  }

  #watchThreads(): () => void {
    this.#areThreadsWatched = true
    this.checkThreads()
    return () => {
      this.#areThreadsWatched = false
    }
  }

  #summaries(): ChannelSummary[] {
    return this.all()
      .flatMap(({ view }) => view.summary.get() ?? [])
      .filter((summary) => summary.membership !== null)
      .map((summary) => ({ summary, at: summary.lastMessage?.createdAt ?? summary.createdAt }))
      .sort((a, b) => compareTexts(b.at, a.at) || compareTexts(a.summary.id, b.summary.id))
      .map(({ summary }) => summary)
  }

  #openChanged(parts: ChannelParts): void {
    // Moved to the end of the map, which thereby is sorted by last use.
    this.#parts.delete(parts.id)
    this.#parts.set(parts.id, parts)
    const idle = this.all().filter(({ sync, store }) => store.hasRows && !sync.isOpen)
    for (const { store } of idle.slice(0, Math.max(0, idle.length - keptWindowsMax))) store.release()
    this.#onOpenChanged()
  }
}

const isUnread = ({ membership }: ChannelSummary) => (membership?.unread ?? 0) > 0
const unreadFirst = (a: ChannelSummary, b: ChannelSummary) => Number(isUnread(b)) - Number(isUnread(a))
