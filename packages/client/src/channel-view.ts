import type { ChannelSummary, EventOf, Member, ServerEvent } from '@chime/protocol'
import { type MessageOf, type Metadata, typed } from './metadata.ts'
import { unsentOf } from './outbox/unsent-item.ts'
import { Cell, callSafely, Derived, type Readable } from './readable.ts'
import type { Receipt } from './server.ts'
import { summaryOf } from './state/info.ts'
import { present } from './state/roster.ts'
import { type Timeline, timelineOf } from './state/timeline.ts'
import { rowOf } from './state/window.ts'
import { ChangesAhead } from './sync/changes-ahead.ts'
import { ChannelSync } from './sync/channel-sync.ts'
import { Holdings } from './sync/holdings.ts'
import { ReadMarker } from './sync/read-marker.ts'
import { Receipts } from './sync/receipts.ts'
import { Typing } from './sync/typing.ts'
import type { World } from './sync/world.ts'

export type MessageHandler<M extends Metadata = Metadata> = (message: MessageOf<M>, event: EventOf<'message'>) => void

/** What a channel shows. @typeParam M what its messages carry; the server sees to that */
export class ChannelView<M extends Metadata = Metadata> {
  readonly id: string
  /** Null while it is being asked for; asked for once somebody subscribes or opens the channel. */
  readonly summary: Readable<ChannelSummary | null>
  /** It does not exist, or I may not see it. */
  readonly missing: Readable<boolean>
  readonly timeline: Readable<Timeline<M>>
  /** Loaded once somebody subscribes. `complete` is false while loading, and in channels with more people than are loaded. */
  readonly members: Readable<{ members: Member[]; complete: boolean }>
  /** Ids of others who are typing; they expire by themselves. */
  readonly typing: Readable<string[]>
  /** Those pinned last in front; null while they are being asked for. Asked for once somebody subscribes. */
  readonly pinned: Readable<MessageOf<M>[] | null>
  /** How far the others have read, in direct conversations and small groups. Asked for once somebody subscribes. */
  readonly receipts: Readable<Receipt[]>
  /** @internal */
  readonly sync: ChannelSync
  /** @internal */
  readonly typists: Typing
  /** @internal */
  readonly ahead: ChangesAhead
  /** @internal */
  readonly othersRead: Receipts
  /** @internal */
  readonly world: World
  readonly #marker: ReadMarker
  readonly #handlers = new Set<MessageHandler<M>>()
  readonly #parts: { summary: Derived<ChannelSummary | null>; timeline: Derived<Timeline<M>>; missing: Cell<boolean> }
  readonly #opensChanged: () => void

  /** @internal */
  constructor(id: string, world: World, opensChanged: () => void) {
    this.id = id
    this.world = world
    this.#opensChanged = opensChanged
    const { turn } = world
    const summary = new Derived(
      turn,
      () => this.#summary(),
      () => this.#wanted(),
    )
    // Whom I blocked decides how it looks.
    const timeline = new Derived(
      turn,
      () => this.#timeline(),
      () => world.mine.blocked.subscribe(() => {}),
    )
    const missing = new Cell(turn, false)
    const members = new Derived(
      turn,
      () => this.#members(),
      () => this.#membersWanted(),
    )
    const pinned = new Derived(
      turn,
      () => this.#pinned(),
      () => this.#pinsWanted(),
    )
    const hold = new Holdings(id, world.myId, {
      summary: () => {
        summary.invalidate()
        world.channelsChanged()
        this.othersRead.settle()
      },
      timeline: () => timeline.invalidate(),
      members: () => members.invalidate(),
      pins: () => pinned.invalidate(),
    })
    this.ahead = new ChangesAhead(hold, world, () => timeline.invalidate())
    this.othersRead = new Receipts(id, hold, world)
    this.sync = new ChannelSync(id, hold, world, () => {
      missing.set(this.sync.isMissing)
      timeline.invalidate()
    })
    this.typists = new Typing(turn, () => {
      // A hint: whether it arrives matters to nobody.
      if (world.link.isOnline()) world.calls.typing(id).catch(() => {})
    })
    this.#marker = new ReadMarker(this.sync, world)
    this.#parts = { summary, timeline, missing }
    this.summary = summary
    this.timeline = timeline
    this.missing = missing
    this.members = members
    this.typing = this.typists.people
    this.pinned = pinned
    this.receipts = this.othersRead.readable
  }

  /**
   * Keeps the channel's messages loaded and in sync until what it returns is called. Several may have it open.
   *
   * @param options.around a message that is to be among those loaded; default: the newest
   */
  open(options: { around?: number } = {}): () => void {
    const close = this.sync.open(options.around)
    this.#opensChanged()
    return () => {
      close()
      this.#opensChanged()
    }
  }

  /** Loads a page of older messages, if there are any. Never rejects. */
  loadBefore(): Promise<void> {
    return this.sync.loadBefore()
  }

  /** Loads a page of newer messages, if there are any. Never rejects. */
  loadAfter(): Promise<void> {
    return this.sync.loadAfter()
  }

  /** Shows the messages around this one instead of those now shown. Never rejects; needs the channel to be open. */
  loadAround(number: number): Promise<void> {
    const { window } = this.sync.hold
    return window && rowOf(window, number) ? Promise.resolve() : this.sync.goTo({ around: number })
  }

  /** Shows the newest messages. */
  jumpToLatest(): Promise<void> {
    const { window, isWindowStale } = this.sync.hold
    return window && !window.hasAfter && !isWindowStale ? Promise.resolve() : this.sync.goTo({})
  }

  /** Moves my read marker forward, here at once. @param number default: to the last message. Never rejects. */
  markRead(number?: number): Promise<void> {
    return this.#marker.markRead(number)
  }

  /** Makes this the first unread message. */
  markUnread(number: number): Promise<void> {
    return this.#marker.markUnread(number)
  }

  /** Call it at each keystroke; the others hear of it now and then. */
  notifyTyping(): void {
    this.typists.notify()
  }

  /**
   * Calls back for every message that is new or changed, in order of revision. While the channel is open, also for what
   * was missed, unless it was too much to catch up with (500 changes).
   */
  on(_type: 'message', handler: MessageHandler<M>): () => void {
    const own: MessageHandler<M> = (message, event) => handler(message, event)
    this.#handlers.add(own)
    return () => {
      this.#handlers.delete(own)
    }
  }

  /** @internal */
  tell(event: ServerEvent): void {
    if (event.type !== 'message') return
    for (const handler of [...this.#handlers]) callSafely(() => handler(typed(event.message), event))
  }

  /** @internal The outbox has other entries for this channel. */
  unsentChanged(): void {
    this.#parts.timeline.invalidate()
  }

  /** @internal I blocked somebody, or do no longer. */
  blocksChanged(): void {
    this.#parts.timeline.invalidate()
  }

  /** @internal Somebody's profile changed. */
  peerChanged(): void {
    this.#parts.summary.invalidate()
  }

  #summary(): ChannelSummary | null {
    const { info } = this.sync.hold
    return info && summaryOf(info, info.peer && (this.world.user(info.peer.id) ?? info.peer))
  }

  #timeline(): Timeline<M> {
    const { hold, error, loadingBefore, loadingAfter } = this.sync
    const { outbox, heldSends, mine } = this.world
    const unsent = [
      ...hold.acknowledged.map((message) => unsentOf({ ...message, failed: null }, null)),
      ...outbox.entries(this.id).map((entry) => unsentOf(entry, heldSends.attachments(entry.clientId))),
    ]
    const blocked = mine.blocked.get()
    const timeline = timelineOf({
      window: hold.window,
      error,
      unsent,
      loadingBefore,
      loadingAfter,
      shown: (message) => this.ahead.shown(message),
      isBlocked: (userId) => blocked.has(userId),
    })
    // As in `typed`.
    return timeline as unknown as Timeline<M>
  }

  #members() {
    const { roster } = this.sync.hold
    return { members: roster ? present(roster) : [], complete: roster?.complete ?? false }
  }

  #pinned(): MessageOf<M>[] | null {
    return this.sync.hold.pins?.rows.map((row) => typed<M>(row)) ?? null
  }

  #wanted(): () => void {
    this.sync.want()
    return () => {}
  }

  #membersWanted(): () => void {
    this.sync.wantMembers(true)
    return () => this.sync.wantMembers(false)
  }

  #pinsWanted(): () => void {
    this.sync.wantPins(true)
    return () => this.sync.wantPins(false)
  }
}
