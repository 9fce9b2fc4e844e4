import type { ChannelSummary, EventOf, Me, ServerEvent, User } from '@chime/protocol'
import type { Channel } from '../channel.ts'
import { Cell } from '../readable.ts'
import { deltaOf } from '../state/delta.ts'
import type { WholeHello } from './hello.ts'
import { isOwn, OwnStream } from './own-stream.ts'
import type { Registry } from './registry.ts'
import type { World } from './world.ts'

/** With more summaries behind than this, all are listed at once instead of one by one. */
const singlesMax = 20

type Listeners = {
  /** Somebody's profile changed. */
  user(user: User): void
  /** My channels and my profile are up to date. */
  settled(): void
}

/** Puts what the streams say where it belongs. */
export class Home {
  readonly me: Cell<Me | null>
  readonly #world: World
  readonly #registry: Registry
  readonly #own: OwnStream
  readonly #listeners: Listeners
  #epoch: string | null = null
  /** The server's clock less mine, in milliseconds. */
  #clockAheadMs = 0
  #isMeStale = false

  constructor(world: World, registry: Registry, me: Me | null, listeners: Listeners) {
    this.me = new Cell<Me | null>(world.turn, me)
    this.#world = world
    this.#registry = registry
    this.#listeners = listeners
    if (me) world.addUsers([publicOf(me)])
    this.#own = new OwnStream({
      ...world,
      take: (summary) => this.take(summary),
      takeAll: (summaries) => this.#takeAll(summaries),
      left: (channelId) => this.#left(channelId),
      marker: (event) => this.#marker(event),
      notify: ({ channelId, notify }) => registry.find(channelId)?.sync.hold.takeNotify(notify),
      me: (user) => this.#takeMe(user),
      settled: listeners.settled,
    })
  }

  /** Merges a summary from anywhere: of mine, of one that I look at, read at any time. */
  take(summary: ChannelSummary): void {
    this.#world.turn.run(() => {
      if (summary.peer) this.#world.addUsers([summary.peer])
      this.#registry.get(summary.id).sync.takeSummary(summary)
    })
  }

  /**
   * Where everything stands: finds what was missed, and starts to fetch it.
   *
   * @param mine false for a stream of channels that I only look at
   * @returns when my channels and profile are up to date
   */
  async hello(hello: WholeHello, mine: boolean): Promise<void> {
    this.#clockAheadMs = Date.parse(hello.serverTime) - Date.now()
    this.isEpoch(hello.epoch)
    let behind = 0
    this.#world.turn.run(() => {
      for (const head of hello.heads) {
        const channel = this.#registry.get(head.channelId)
        channel.sync.hold.takeHead(head)
        if (!channel.sync.hold.info || (channel.sync.hold.isBehind && !channel.sync.hold.hasRows)) behind++
      }
      if (!mine) return
      const listed = new Set(hello.heads.map((head) => head.channelId))
      this.#leaveOthers(listed)
      for (const { sync } of this.#threadsBut(listed)) sync.unsaid()
      this.#registry.checkThreads()
    })
    if (mine) {
      if (behind > singlesMax) this.#own.wantList()
      await this.#own.takeHead(hello.userRevision)
    }
    for (const channel of this.#registry.all()) {
      const { sync } = channel
      if (sync.isOpen || sync.hold.isBehind || sync.hold.isInfoStale) sync.settle()
    }
    for (const { channelId } of hello.heads) {
      const { sync } = this.#registry.get(channelId)
      if (!sync.hold.info) sync.want()
    }
  }

  event(event: ServerEvent): void {
    const delta = deltaOf(event)
    if (delta) {
      const channel = this.#registry.get(delta.channelId)
      // Late words about what I was removed from; or I am back, and my own stream has not said so yet.
      if (channel.sync.isMissing) {
        channel.sync.hold.hearOf(delta.revision)
        return
      }
      if (channel.sync.hear(delta)) this.#world.tell(event)
      if (event.type === 'message' && event.message.userId) {
        channel.typists.stopped(event.message.userId)
        channel.othersRead.wrote(event.message.userId, event.message.number)
      }
      return
    }
    if (isOwn(event)) {
      this.#own.hear(event)
      return
    }
    if (event.type === 'typing' && event.userId !== this.#world.myId()) {
      const forMs = Date.parse(event.expiresAt) - Date.now() - this.#clockAheadMs
      this.#registry.find(event.channelId)?.typists.heard(event.userId, forMs)
    }
    if (event.type === 'receipt') {
      this.#registry.find(event.channelId)?.othersRead.heard(event.userId, event.readNumber)
    }
    if (event.type === 'user') this.#listeners.user(event.user)
    this.#world.tell(event)
  }

  /** False when the server is not the one that it was: then everything held is on its way out. */
  isEpoch(epoch: string): boolean {
    if (this.#epoch === epoch) return true
    const isFirst = this.#epoch === null
    this.#epoch = epoch
    if (!isFirst) this.expire()
    return isFirst
  }

  /** What is held may be wrong in every way: another epoch, another login. It goes as soon as it is read anew. */
  expire(): void {
    this.#isMeStale = true
    this.#world.turn.run(() => {
      this.#own.expire()
      this.#world.mine.stale()
      for (const channel of this.#registry.all()) {
        channel.sync.expire()
        channel.typists.clear()
      }
    })
  }

  #takeAll(summaries: ChannelSummary[]): void {
    for (const summary of summaries) this.take(summary)
    const listed = new Set(summaries.map((summary) => summary.id))
    this.#leaveOthers(listed)
    for (const { sync } of this.#threadsBut(listed)) {
      if (sync.hold.hasRows) sync.check()
      else sync.forget()
    }
  }

  #leaveOthers(mine: ReadonlySet<string>): void {
    for (const { id, sync } of this.#registry.all()) {
      const { info } = sync.hold
      if (info?.membership && info.channel.kind !== 'thread' && !mine.has(id)) sync.leave()
    }
  }

  /** Threads are listed only while there is something unread in them: those that are not listed were not left for that. */
  #threadsBut(listed: ReadonlySet<string>): Channel[] {
    return this.#registry.all().filter(({ id, sync: { hold } }) => {
      return hold.info?.channel.kind === 'thread' && hold.info.membership && !listed.has(id)
    })
  }

  #left(channelId: string): void {
    this.#registry.find(channelId)?.sync.leave()
    // They are read like the channel that they are in.
    for (const { sync } of this.#registry.all())
      if (sync.hold.info?.channel.parent?.channelId === channelId) sync.check()
  }

  #marker(event: EventOf<'marker'>): void {
    const { readNumber: number, readVersion: version, readCounted: counted, channelRevision: at } = event
    this.#registry.find(event.channelId)?.sync.takeMarker({ number, version, counted, at }, event.mentions)
  }

  #takeMe(me: Me): void {
    const held = this.me.get()
    if (held && held.id !== me.id) {
      // Somebody else signed in here. What the last one saw is not theirs to see.
      for (const { sync } of this.#registry.all()) sync.forget()
      this.#world.mine.forget()
    }
    if (held?.id !== me.id || this.#isMeStale || me.revision >= held.revision) this.me.set(me)
    this.#isMeStale = false
    this.#world.outbox.bind(me.id)
    this.#world.addUsers([publicOf(me)])
  }
}

function publicOf(me: Me) {
  const { id, username, fullName, avatarUrl, statusText, createdAt, revision } = me
  return { id, username, fullName, avatarUrl, statusText, createdAt, revision }
}
