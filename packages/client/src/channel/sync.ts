import type { ChannelSummary } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import { failureOf, isGone } from '../failure.ts'
import type { Delta } from '../state/delta.ts'
import { rowOf } from '../state/window.ts'
import { ChannelFetcher } from './fetcher.ts'
import type { Place } from './paged-reads.ts'
import { Paging } from './paging.ts'
import { settleOwn } from './settle-own.ts'
import type { ChannelStore } from './store.ts'

/** The wait after the server failed repeatedly. */
const againMs = 15_000

/**
 * Keeps one channel's store up to date with the server: loads what is wanted, and catches up with what was missed.
 *
 *     ┌─ wanted but not loaded, or stale ──► loading ◄──────┐
 *     │  ┌────────── answered ──────────────────┘           │
 *     │  ▼                                                  │ too much was missed (`reset`)
 *     idle                                                  │
 *     │  ▲                                                  │
 *     │  └────────── answered ──────────────────┐           │
 *     └─ behind the channel's `head` ──────► catching up ───┘
 *
 *     loading, catching up ── NOT_FOUND or FORBIDDEN ──────► missing
 *     any state ── left a direct conversation or a group ──► missing ── a summary, `forget` or `expire` ──► idle
 *     loading, catching up ── any other failure ───────────► failed ── 15 s later if open, or `run` ──────► idle
 *
 * No field names the state. `#next` derives what to do from what is wanted and what the store holds; `isMissing` and `error`
 * stand for `missing` and `failed`. Live events are applied in every state but `missing`.
 */
export class ChannelSync {
  readonly id: string
  readonly store: ChannelStore
  readonly paging: Paging
  readonly #context: ClientContext
  readonly #onChange: () => void
  readonly #fetcher: ChannelFetcher
  #opens = 0
  readonly #wanted = new Set<'summary' | 'members' | 'pins'>()
  #isHeadUnknown = false
  #running: Promise<void> | null = null
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  /** The channel does not exist, or the user may not see it. */
  isMissing = false
  error: string | null = null

  /** @param onChange called when one of the public fields changed */
  constructor(id: string, store: ChannelStore, context: ClientContext, onChange: () => void) {
    this.id = id
    this.store = store
    this.#context = context
    this.#onChange = onChange
    this.#fetcher = new ChannelFetcher(id, store, context)
    this.paging = new Paging(store, this.#fetcher, onChange)
  }

  get isOpen(): boolean {
    return this.#opens > 0
  }

  /** Loads the messages and keeps them in sync. Returns a function that ends it. */
  open(around?: number): () => void {
    const { store } = this
    this.#opens++
    store.isShown = true
    const { window } = store.messages
    if (around !== undefined && !(window && rowOf(window, around))) this.#aim({ around })
    if (!window) void this.#showLast(around)
    this.run()
    let isOpen = true
    return () => {
      if (isOpen) this.#opens--
      isOpen = false
      store.isShown = this.isOpen
      // Another place was being loaded, which nobody wants any more.
      if (!this.isOpen && !store.messages.live) store.messages.release()
    }
  }

  /** Loads the summary if it is not known yet. */
  wantSummary(): void {
    this.#wanted.add('summary')
    this.askForHead()
    this.run()
  }

  /** Loads this part. Returns a function that says that it is no longer wanted. */
  want(part: 'members' | 'pins'): () => void {
    this.#wanted.add(part)
    this.run()
    return () => this.#wanted.delete(part)
  }

  /** Applies a live event. @returns whether to notify listeners of it */
  receive(delta: Delta): boolean {
    const { store } = this
    this.#fetcher.record(delta)
    const isNews = store.receive(delta)
    settleOwn(this.#context, store, delta.messages)
    if (!store.info) this.wantSummary()
    else if (store.isBehind || store.messages.isStale || store.areCountsUnsure) this.run()
    return isNews
  }

  applySummary(summary: ChannelSummary): void {
    this.#isHeadUnknown = false
    this.store.applySummary(summary)
    // It is newer than the answer to any call that was made before.
    if (summary.membership) this.store.applyNotify(summary.membership.notify)
    if (this.isMissing) this.#set({ isMissing: false })
    if (this.isOpen || this.store.isBehind) this.run()
  }

  /** The user is no longer a member. */
  leave(): void {
    this.#fetcher.drop()
    const kind = this.store.info?.channel.kind
    if (kind === 'direct' || kind === 'group') {
      this.#gone()
      return
    }
    // Public channels can be read without being a member, and threads by everybody who may read the channel above. The
    // server decides.
    this.store.leave()
    if (kind === 'thread') this.check()
    else this.run()
  }

  /**
   * Nothing tells where this channel is. If its rows are loaded, it is asked for now; otherwise when somebody looks at
   * the summary.
   */
  headUnknown(): void {
    this.#isHeadUnknown = true
    if (this.store.hasRows) this.askForHead()
  }

  /** Asks where the channel is, if that is unknown. */
  askForHead(): void {
    if (!this.#isHeadUnknown) return
    this.#isHeadUnknown = false
    this.store.assumeBehind()
    this.run()
  }

  /** The user may have lost access: asks for the summary again. */
  check(): void {
    this.store.isInfoStale = this.store.info !== null
    this.run()
  }

  /** Drops everything. If the channel is open, it is loaded again. */
  forget(): void {
    this.#fetcher.drop()
    this.store.forget()
    this.#set({ isMissing: false, error: null })
    if (this.isOpen) this.run()
  }

  /** Everything stored is from another epoch of the server, or from another login. */
  expire(): void {
    this.#fetcher.drop()
    this.store.expire()
    if (!this.isOpen) this.store.release()
    this.#set({ isMissing: false })
  }

  /**
   * Loads whatever is wanted and missing. Resolves when nothing is left to do, or when it cannot be done now. Never
   * rejects.
   */
  run(): Promise<void> {
    this.#running ??= this.#run()
    return this.#running
  }

  /** Shows another part of the channel. The current part stays visible until the new one is loaded. */
  goTo(place: Place): Promise<void> {
    this.#aim(place)
    return this.run()
  }

  /** Without a connection, shows what an earlier page had loaded, until the messages are listed. */
  async #showLast(around: number | undefined): Promise<void> {
    const { batch, connection, lastView } = this.#context
    const page = await lastView.page(this.id)
    if (!page || !this.isOpen || connection.isOnline) return
    if (around !== undefined && !page.messages.some(({ number }) => number === around)) return
    batch.run(() => this.store.messages.showLast(page.messages, page.hasBefore))
  }

  async #run(): Promise<void> {
    // Lets the caller finish first, so that several wishes become one round.
    await Promise.resolve()
    try {
      for (let step = this.#next(); step; step = this.#next()) await step()
      if (this.error) this.#set({ error: null })
    } catch (error) {
      const failure = failureOf(error)
      if (failure.kind === 'session') return
      // If the server refuses the id itself and nothing is known of the channel, it does not exist either.
      const isGoneForMe = isGone(failure) || (failure.kind === 'verdict' && !this.store.info)
      if (isGoneForMe) this.#context.batch.run(() => this.#gone())
      else this.#failed(failure.message)
    } finally {
      // Set in the same turn as the end of the loop, so that a later caller does not get a promise that is already
      // done.
      this.#running = null
    }
  }

  #next(): (() => Promise<unknown>) | null {
    const { store } = this
    const fetcher = this.#fetcher
    if (this.isMissing) return null
    if (!this.isOpen && store.messages.isStale) store.messages.release()
    const list = this.isOpen && !store.messages.live
    const needsInfo = this.isOpen || this.#wanted.has('summary') || this.#wanted.has('pins')
    const get = store.isInfoStale || store.areCountsUnsure || store.isMarkerUnsure || (!store.info && needsInfo)
    const members = this.#wanted.has('members') && !store.roster
    // The answer names no revision, but it is at least as new as the revision that was known before the call.
    const pins = this.#wanted.has('pins') && !store.pins && store.info !== null && !store.isInfoStale
    if (list || get || members || pins) {
      return () =>
        Promise.all([
          list && fetcher.list(),
          get && fetcher.get(),
          members && fetcher.members(),
          pins && fetcher.pins(),
        ])
    }
    if (!store.isBehind) return null
    if (!store.hasRows) return () => fetcher.get()
    return async () => {
      if (!(await fetcher.pull())) this.#context.batch.run(() => this.#reset())
    }
  }

  /** Loads everything again. If the window does not end at the newest messages, the same place is loaded again. */
  #reset(): void {
    const { window } = this.store.messages
    const middle = window?.hasAfter ? window.rows[Math.floor(window.rows.length / 2)]?.number : undefined
    this.store.reset()
    if (!this.isOpen) this.store.release()
    else if (this.#fetcher.place.around === undefined && middle !== undefined) this.#fetcher.place = { around: middle }
  }

  #failed(error: string): void {
    this.#set({ error })
    clearTimeout(this.#retryTimer)
    this.#retryTimer = setTimeout(() => this.isOpen && this.run(), againMs)
  }

  #gone(): void {
    this.#fetcher.drop()
    this.store.forget()
    this.#set({ isMissing: true })
  }

  #aim(place: Place): void {
    const { messages } = this.store
    this.#fetcher.place = place
    messages.isStale = messages.window !== null
    this.#set({ error: null })
  }

  #set(fields: Partial<Pick<ChannelSync, 'isMissing' | 'error'>>): void {
    Object.assign(this, fields)
    this.#onChange()
  }
}
