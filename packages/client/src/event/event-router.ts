import { type ChannelSummary, type EventOf, isUserEvent, type Me, type ServerEvent, type User } from '@chime/protocol'
import type { ChannelParts } from '../channel/channel-parts.ts'
import type { ChannelRegistry } from '../channel/registry.ts'
import type { ClientContext } from '../client-context.ts'
import { Cell } from '../readable.ts'
import { deltaOf } from '../state/delta.ts'
import { markerFrom } from '../state/marker.ts'
import type { UserData } from '../user/user-data.ts'
import { UserStream } from '../user/user-stream.ts'
import type { WholeHello } from './hello.ts'

/** When more summaries than this are out of date, all channels are listed in one call instead of asking for each. */
const singlesMax = 20

type Listeners = {
  /** A user's profile changed. */
  user(user: User): void
  /** The user's id is known. */
  signedIn(userId: string): void
  /** The user's channels and profile are up to date. */
  upToDate(): void
}

/** Passes each event of the streams to the part that it concerns. */
export class EventRouter {
  readonly me: Cell<Me | null>
  readonly #context: ClientContext
  readonly #registry: ChannelRegistry
  readonly #userData: UserData
  readonly #userStream: UserStream
  readonly #listeners: Listeners
  #epoch: string | null = null
  /** The server's clock minus this device's clock, in milliseconds. */
  #clockAheadMs = 0
  #isMeStale = false
  /** `me` is what an earlier page had. */
  #isMeLast = false

  constructor(
    context: ClientContext,
    registry: ChannelRegistry,
    userData: UserData,
    me: Me | null,
    listeners: Listeners,
  ) {
    this.me = new Cell<Me | null>(context.batch, me)
    this.#context = context
    this.#registry = registry
    this.#userData = userData
    this.#listeners = listeners
    if (me) this.#addMyProfile(me)
    this.#userStream = new UserStream(context, {
      userData,
      applyMe: (user) => this.#applyMe(user),
      applySummary: (summary) => this.applySummary(summary),
      applyAll: (summaries) => this.#applyAll(summaries),
      applyLeft: (channelId) => this.#applyLeft(channelId),
      applyMarker: (event) => this.#applyMarker(event),
      applyNotify: ({ channelId, notify }) => registry.find(channelId)?.store.applyNotify(notify),
      applyBlock: (block) => {
        userData.blocks.list.apply(block)
        this.#countsChanged()
      },
      upToDate: listeners.upToDate,
    })
  }

  /** The identity of the server's data. Null before the first `hello`. */
  get epoch(): string | null {
    return this.#epoch
  }

  /** Whether `me` comes from the server, and not from an earlier page. */
  get isMeKnown(): boolean {
    return this.me.get() !== null && !this.#isMeLast
  }

  /** Shows what an earlier page had, until the server has answered. Ignored when it has already. */
  showLast(me: Me, summaries: readonly ChannelSummary[]): void {
    if (this.me.get()) return
    this.#isMeStale = true
    this.#isMeLast = true
    this.me.set(me)
    for (const summary of summaries) this.#registry.get(summary.id).store.showLast(summary)
  }

  /** The server refused the session, so nothing of an earlier page may be shown. */
  dropLast(): void {
    if (!this.#isMeLast) return
    this.me.set(null)
    this.#forget()
  }

  /** Merges a summary, wherever it comes from and however old it is. */
  applySummary(summary: ChannelSummary): void {
    this.#context.batch.run(() => {
      if (summary.peer) this.#context.addUsers([summary.peer])
      this.#registry.get(summary.id).sync.applySummary(summary)
    })
  }

  /**
   * Applies `hello`, which says where every channel stands: finds out what was missed, and starts to load it.
   *
   * @param isMine false for the stream of previewed channels, which lists only those
   * @returns when the user's channels and profile are up to date
   */
  async hello(hello: WholeHello, isMine: boolean): Promise<void> {
    this.#clockAheadMs = Date.parse(hello.serverTime) - Date.now()
    this.isEpoch(hello.epoch)
    let behind = 0
    this.#context.batch.run(() => {
      for (const head of hello.heads) {
        const { store } = this.#registry.get(head.channelId)
        store.applyHead(head)
        if (!store.info || (store.isBehind && !store.hasRows)) behind++
      }
      if (!isMine) return
      const listed = new Set(hello.heads.map((head) => head.channelId))
      this.#leaveOthers(listed)
      for (const { sync } of this.#threadsBut(listed)) sync.headUnknown()
      this.#registry.checkThreads()
    })
    if (isMine) {
      if (behind > singlesMax) this.#userStream.wantList()
      await this.#userStream.applyHead(hello.userRevision)
    }
    for (const { sync, store } of this.#registry.all()) {
      if (sync.isOpen || store.isBehind || store.isInfoStale || store.areCountsUnsure) sync.run()
    }
    for (const { channelId } of hello.heads) {
      const { sync, store } = this.#registry.get(channelId)
      if (!store.info) sync.wantSummary()
    }
  }

  event(event: ServerEvent): void {
    const delta = deltaOf(event)
    if (delta) {
      const { sync, store, typing } = this.#registry.get(delta.channelId)
      // Either a late event of a channel that the user was removed from; or the user was added again, and the `joined`
      // event on the user's own stream has not come yet. In both cases only the revision is noted.
      if (sync.isMissing) {
        store.raiseHead(delta.revision)
        return
      }
      if (sync.receive(delta)) this.#context.emit(event)
      if (event.type === 'message' && event.message.userId) {
        typing.stop(event.message.userId)
      }
      return
    }
    if (isUserEvent(event)) {
      this.#userStream.receive(event)
      return
    }
    if (event.type === 'typing' && event.userId !== this.#context.myId()) {
      const forMs = Date.parse(event.expiresAt) - Date.now() - this.#clockAheadMs
      this.#registry.find(event.channelId)?.typing.receive(event.userId, forMs)
    }
    if (event.type === 'receipt') {
      this.#registry.find(event.channelId)?.receipts.receive(event.userId, event.readNumber)
    }
    if (event.type === 'user') this.#listeners.user(event.user)
    this.#context.emit(event)
  }

  /** Returns false when the server's data is not the same as before. Everything stored is then loaded again. */
  isEpoch(epoch: string): boolean {
    if (this.#epoch === epoch) return true
    const isFirst = this.#epoch === null
    this.#epoch = epoch
    if (!isFirst) this.expire()
    return isFirst
  }

  /**
   * Everything stored may be wrong, because the server's epoch changed. It is still shown until it has been loaded
   * again.
   */
  expire(): void {
    this.#isMeStale = true
    this.#context.batch.run(() => {
      this.#userStream.expire()
      this.#userData.invalidate()
      for (const { sync, typing } of this.#registry.all()) {
        sync.expire()
        typing.clear()
      }
    })
  }

  #forget(): void {
    for (const { sync } of this.#registry.all()) sync.forget()
    this.#userData.forget()
  }

  #applyAll(summaries: ChannelSummary[]): void {
    for (const summary of summaries) this.applySummary(summary)
    const listed = new Set(summaries.map((summary) => summary.id))
    this.#leaveOthers(listed)
    for (const { sync, store } of this.#threadsBut(listed)) {
      if (store.hasRows) sync.check()
      else sync.forget()
    }
  }

  #leaveOthers(listed: ReadonlySet<string>): void {
    for (const { id, sync, store } of this.#registry.all()) {
      const { info } = store
      if (info?.membership && info.channel.kind !== 'thread' && !listed.has(id)) sync.leave()
    }
  }

  /** Threads are listed only while they have unread messages, so one that is not listed was not necessarily left. */
  #threadsBut(listed: ReadonlySet<string>): ChannelParts[] {
    return this.#registry.all().filter(({ id, store: { info } }) => {
      return info?.channel.kind === 'thread' && info.membership && !listed.has(id)
    })
  }

  #applyLeft(channelId: string): void {
    this.#registry.find(channelId)?.sync.leave()
    // Whether its threads may be read depends on the channel, so they are checked again.
    for (const { sync, store } of this.#registry.all())
      if (store.info?.channel.parent?.channelId === channelId) sync.check()
  }

  #applyMarker(event: EventOf<'marker'>): void {
    const parts = this.#registry.find(event.channelId)
    if (!parts) return
    const { store, sync } = parts
    const unread = Math.max(0, event.counted - event.readCounted - event.skipped)
    // A server of the release before does not say how much is skipped.
    if (Number.isNaN(unread)) store.isMarkerUnsure = true
    else store.applyMarker(markerFrom({ ...event, unread }, { ...event, revision: event.channelRevision }))
    if (store.isMarkerUnsure || store.areCountsUnsure) sync.run()
  }

  /** Somebody was blocked, or no longer is. How much of what is unread is theirs, only the server knows. */
  #countsChanged(): void {
    for (const { store, sync } of this.#registry.all()) if (store.countsChanged()) sync.run()
  }

  #applyMe(me: Me): void {
    const before = this.me.get()
    if (before && before.id !== me.id) {
      // Another user signed in on this client, who must not see what the last one saw.
      this.#forget()
    }
    if (before?.id !== me.id || this.#isMeStale || me.revision >= before.revision) this.me.set(me)
    this.#isMeStale = false
    this.#isMeLast = false
    this.#listeners.signedIn(me.id)
    this.#addMyProfile(me)
  }

  /** Without what I alone see of myself. */
  #addMyProfile({
    email,
    pendingEmail,
    externalId,
    emailVerified,
    role,
    lastLoginAt,
    twoFactor,
    language,
    reachableBy,
    ...user
  }: Me): void {
    this.#context.addUsers([user])
  }
}
