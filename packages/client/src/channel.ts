import type { ChannelSummary, EventOf, Member, Message, ServerEvent } from '@chime/protocol'
import type { Sent } from './outbox/sent.ts'
import type { OutboxEntry } from './outbox/storage.ts'
import { Cell, callSafely, Derived, type Readable } from './readable.ts'
import type { Calls } from './server.ts'
import { summaryOf } from './state/info.ts'
import { present } from './state/roster.ts'
import { type Timeline, timelineOf, type UnsentItem } from './state/timeline.ts'
import { rowOf } from './state/window.ts'
import { ChannelSync } from './sync/channel-sync.ts'
import { Holdings } from './sync/holdings.ts'
import { persist } from './sync/persist.ts'
import { ReadMarker } from './sync/read-marker.ts'
import { Typing } from './sync/typing.ts'
import type { World } from './sync/world.ts'

export type MessageHandler = (message: Message, event: EventOf<'message'>) => void

/** One channel: what it shows, and what one can do in it. `chime.channel(id)` always gives the same object. */
export class Channel {
  readonly id: string
  /** Null while it is being asked for; asked for once somebody subscribes or opens the channel. */
  readonly summary: Readable<ChannelSummary | null>
  /** It does not exist, or I may not see it. */
  readonly missing: Readable<boolean>
  readonly timeline: Readable<Timeline>
  /** Loaded once somebody subscribes. `complete` is false while loading, and in channels with more people than are loaded. */
  readonly members: Readable<{ members: Member[]; complete: boolean }>
  /** Ids of others who are typing; they expire by themselves. */
  readonly typing: Readable<string[]>
  /** @internal */
  readonly sync: ChannelSync
  /** @internal */
  readonly typists: Typing
  readonly #world: World
  readonly #marker: ReadMarker
  readonly #handlers = new Set<MessageHandler>()
  readonly #parts: { summary: Derived<ChannelSummary | null>; timeline: Derived<Timeline>; missing: Cell<boolean> }
  readonly #opensChanged: () => void

  /** @internal */
  constructor(id: string, world: World, opensChanged: () => void) {
    this.id = id
    this.#world = world
    this.#opensChanged = opensChanged
    const { turn } = world
    const summary = new Derived(
      turn,
      () => this.#summary(),
      () => this.#wanted(),
    )
    const timeline = new Derived(turn, () => this.#timeline())
    const missing = new Cell(turn, false)
    const members = new Derived(
      turn,
      () => this.#members(),
      () => this.#membersWanted(),
    )
    const hold = new Holdings(id, world.myId, {
      summary: () => {
        summary.invalidate()
        world.channelsChanged()
      },
      timeline: () => timeline.invalidate(),
      members: () => members.invalidate(),
    })
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

  /**
   * Shows the message at once and sends it, now or when the connection is back, exactly once. Never throws: what is refused
   * becomes a failed item of the timeline, and `done` rejects.
   */
  send(content: string, options: { metadata?: Record<string, string> } = {}): Sent {
    this.typists.sent()
    return this.#world.outbox.enqueue(this.id, content, options.metadata)
  }

  /** Sends a failed message again. */
  retry(clientId: string): void {
    this.#world.outbox.retry(clientId)
  }

  /** Forgets a message that is not sent. */
  discard(clientId: string): void {
    this.#world.outbox.discard(clientId)
  }

  /**
   * Changes what a message of mine says. As the three below: waits for the connection, is shown once the server has done it,
   * and doing it twice is doing it once.
   *
   * @throws what the server refused it for
   */
  edit(number: number, content: string): Promise<void> {
    return this.#change((calls) => calls.edit(this.id, number, content))
  }

  /** Deletes a message; a tombstone stays in its place. */
  remove(number: number): Promise<void> {
    return this.#change((calls) => calls.remove(this.id, number))
  }

  /** @param emoji one emoji, or the name of one between colons */
  react(number: number, emoji: string): Promise<void> {
    return this.#change((calls) => calls.react(this.id, number, emoji))
  }

  /** Takes a reaction of mine back. */
  unreact(number: number, emoji: string): Promise<void> {
    return this.#change((calls) => calls.unreact(this.id, number, emoji))
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
  on(_type: 'message', handler: MessageHandler): () => void {
    const own: MessageHandler = (message, event) => handler(message, event)
    this.#handlers.add(own)
    return () => {
      this.#handlers.delete(own)
    }
  }

  /** @internal */
  tell(event: ServerEvent): void {
    if (event.type !== 'message') return
    for (const handler of [...this.#handlers]) callSafely(() => handler(event.message, event))
  }

  /** @internal The outbox has other entries for this channel. */
  unsentChanged(): void {
    this.#parts.timeline.invalidate()
  }

  /** @internal Somebody's profile changed. */
  peerChanged(): void {
    this.#parts.summary.invalidate()
  }

  async #change(call: (calls: Calls) => Promise<Message>): Promise<void> {
    const { link, calls, turn } = this.#world
    const message = await persist(link, () => call(calls))
    if (message) turn.run(() => this.sync.hold.takeRow(message))
  }

  #summary(): ChannelSummary | null {
    const { info } = this.sync.hold
    return info && summaryOf(info, info.peer && (this.#world.user(info.peer.id) ?? info.peer))
  }

  #timeline(): Timeline {
    const { hold, error, loadingBefore, loadingAfter } = this.sync
    const unsent = [
      ...hold.acknowledged.map((message) => ({ ...message, failed: null })),
      ...this.#world.outbox.entries(this.id),
    ].map(itemOf)
    return timelineOf({ window: hold.window, error, unsent, loadingBefore, loadingAfter })
  }

  #members() {
    const { roster } = this.sync.hold
    return { members: roster ? present(roster) : [], complete: roster?.complete ?? false }
  }

  #wanted(): () => void {
    this.sync.want()
    return () => {}
  }

  #membersWanted(): () => void {
    this.sync.wantMembers(true)
    return () => this.sync.wantMembers(false)
  }
}

function itemOf({
  clientId,
  content,
  createdAt,
  failed,
}: Pick<OutboxEntry, 'clientId' | 'content' | 'createdAt' | 'failed'>): UnsentItem {
  return {
    state: failed ? 'failed' : 'pending',
    clientId,
    content,
    createdAt,
    error: failed?.error ?? null,
    retryable: failed?.retryable ?? false,
  }
}
