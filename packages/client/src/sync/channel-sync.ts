import type { ChannelSummary } from '@chime/protocol'
import { failureOf, isGone, SessionEnded } from '../failure.ts'
import type { Place } from '../server.ts'
import type { Delta } from '../state/delta.ts'
import type { Marker } from '../state/marker.ts'
import { appendPage, firstNumber, lastNumber, prependPage, rowOf } from '../state/window.ts'
import type { Holdings } from './holdings.ts'
import { Jobs } from './jobs.ts'
import { met, type World } from './world.ts'

/** After the server failed again and again. */
const againMs = 15_000

/** Keeps one channel's holdings up with the server: loads what is wanted, and pulls whatever was missed. */
export class ChannelSync {
  readonly id: string
  readonly hold: Holdings
  readonly #world: World
  readonly #changed: () => void
  readonly #jobs: Jobs
  #opens = 0
  #isWanted = false
  #areMembersWanted = false
  #arePinsWanted = false
  #isUnsaid = false
  #working: Promise<void> | null = null
  #again: ReturnType<typeof setTimeout> | undefined
  /** Not found, or not mine to see. */
  isMissing = false
  error: string | null = null
  loadingBefore = false
  loadingAfter = false

  /** @param changed called when one of the public fields changed */
  constructor(id: string, hold: Holdings, world: World, changed: () => void) {
    this.id = id
    this.hold = hold
    this.#world = world
    this.#changed = changed
    this.#jobs = new Jobs(id, hold, world)
  }

  get isOpen(): boolean {
    return this.#opens > 0
  }

  /** Loads the messages and keeps them in sync until what it returns is called. */
  open(around?: number): () => void {
    this.#opens++
    this.hold.isShown = true
    const { window } = this.hold
    if (around !== undefined && !(window && rowOf(window, around))) this.#aim({ around })
    this.settle()
    let isOpen = true
    return () => {
      if (isOpen) this.#opens--
      isOpen = false
      this.hold.isShown = this.isOpen
      // On its way to another place, and nobody waits for it any more.
      if (!this.isOpen && (this.hold.isWindowStale || !this.hold.window)) this.hold.releaseWindow()
    }
  }

  /** Loads the summary, if it is not known. */
  want(): void {
    this.#isWanted = true
    this.askUnsaid()
    this.settle()
  }

  wantMembers(wanted: boolean): void {
    this.#areMembersWanted = wanted
    if (wanted) this.settle()
  }

  wantPins(wanted: boolean): void {
    this.#arePinsWanted = wanted
    if (wanted) this.settle()
  }

  /** A live step. @returns whether listeners should be told of it */
  hear(delta: Delta): boolean {
    this.#jobs.record(delta)
    const isNews = this.hold.hear(delta)
    met(this.#world, this.hold, delta.messages)
    if (!this.hold.info) this.want()
    else if (this.hold.isBehind || this.hold.isWindowStale || this.hold.areCountsUnsure) this.settle()
    return isNews
  }

  takeSummary(summary: ChannelSummary): void {
    this.#isUnsaid = false
    this.hold.takeSummary(summary)
    // It counts for more than an answer under way that was asked for before.
    if (summary.membership) this.hold.takeNotify(summary.membership.notify)
    if (this.isMissing) this.#set({ isMissing: false })
    if (this.isOpen || this.hold.isBehind) this.settle()
  }

  /** My marker has moved, says the server. */
  takeMarker(marker: Marker, mentions: number | null): void {
    this.hold.takeMarker(marker, mentions)
  }

  /** I am no longer in it. */
  leave(): void {
    this.#jobs.drop()
    const kind = this.hold.info?.channel.kind
    if (kind === 'direct' || kind === 'group') {
      this.#gone()
      return
    }
    // Others may be looked at by whoever is not in them. Threads only as long as the channel that they are in may be.
    this.hold.leave()
    if (kind === 'thread') this.check()
    else this.settle()
  }

  /** Nobody says where it stands. What is shown is asked for; the summary of the rest when somebody looks at it. */
  unsaid(): void {
    this.#isUnsaid = true
    if (this.hold.hasRows) this.askUnsaid()
  }

  /** Asks where it stands, if nobody said so. */
  askUnsaid(): void {
    if (!this.#isUnsaid) return
    this.#isUnsaid = false
    this.hold.suspect()
    this.settle()
  }

  /** It may be gone: asks for it again. */
  check(): void {
    this.hold.isInfoStale = this.hold.info !== null
    this.settle()
  }

  /** Drops everything. What is open is asked for again. */
  forget(): void {
    this.#jobs.drop()
    this.hold.forget()
    this.#set({ isMissing: false, error: null })
    if (this.isOpen) this.settle()
  }

  /** What is held is from another epoch of the server, or from another login. */
  expire(): void {
    this.#jobs.drop()
    this.hold.expire()
    if (!this.isOpen) this.hold.release()
    this.#set({ isMissing: false })
  }

  /** Does what there is to do; resolves when nothing is left, or when it cannot be done now. Never rejects. */
  settle(): Promise<void> {
    this.#working ??= this.#work()
    return this.#working
  }

  /** Shows another part of the channel; what is shown stays until that one is here. */
  goTo(place: Place): Promise<void> {
    this.#aim(place)
    return this.settle()
  }

  async loadBefore(): Promise<void> {
    const { window } = this.hold
    const first = window && firstNumber(window)
    if (!window?.hasBefore || first === null || this.loadingBefore) return
    this.#set({ loadingBefore: true })
    await this.#jobs.page({ before: first }, (held, page, since) =>
      firstNumber(held) === first ? prependPage(held, page, since) : null,
    )
    this.#set({ loadingBefore: false })
  }

  async loadAfter(): Promise<void> {
    const { window } = this.hold
    const last = window && lastNumber(window)
    if (!window?.hasAfter || last === null || this.loadingAfter) return
    this.#set({ loadingAfter: true })
    await this.#jobs.page({ after: last }, (held, page, since) =>
      lastNumber(held) === last ? appendPage(held, page, since) : null,
    )
    this.#set({ loadingAfter: false })
  }

  async #work(): Promise<void> {
    // Whoever asked may not be done yet, and ask for more.
    await Promise.resolve()
    try {
      for (let job = this.#next(); job; job = this.#next()) await job()
      if (this.error) this.#set({ error: null })
    } catch (error) {
      const failure = failureOf(error)
      if (error instanceof SessionEnded || failure.kind === 'session') return
      // What is not even an id is nothing either.
      if (isGone(failure) || (failure.kind === 'verdict' && !this.hold.info)) this.#world.turn.run(() => this.#gone())
      else this.#failed(failure.message)
    } finally {
      // At once: whoever asks from now on must not get a promise that is done.
      this.#working = null
    }
  }

  #next(): (() => Promise<unknown>) | null {
    const { hold } = this
    const jobs = this.#jobs
    if (this.isMissing) return null
    if (!this.isOpen && hold.isWindowStale) hold.releaseWindow()
    const list = this.isOpen && (!hold.window || hold.isWindowStale)
    const needsInfo = this.isOpen || this.#isWanted || this.#arePinsWanted
    const get = hold.isInfoStale || hold.areCountsUnsure || hold.isMarkerUnsure || (!hold.info && needsInfo)
    const members = this.#areMembersWanted && !hold.roster
    // Its answer names no revision: it is at least as new as what was known before.
    const pins = this.#arePinsWanted && !hold.pins && hold.info !== null && !hold.isInfoStale
    if (list || get || members || pins) {
      return () => Promise.all([list && jobs.list(), get && jobs.get(), members && jobs.members(), pins && jobs.pins()])
    }
    if (!hold.isBehind) return null
    if (!hold.hasRows) return () => jobs.get()
    return async () => {
      if (!(await jobs.pull())) this.#world.turn.run(() => this.#reset())
    }
  }

  /** Everything is read anew, at the same place where it is not the newest. */
  #reset(): void {
    const { window } = this.hold
    const middle = window?.hasAfter ? window.rows[Math.floor(window.rows.length / 2)]?.number : undefined
    this.hold.reset()
    if (!this.isOpen) this.hold.release()
    else if (this.#jobs.place.around === undefined && middle !== undefined) this.#jobs.place = { around: middle }
  }

  #failed(error: string): void {
    this.#set({ error })
    clearTimeout(this.#again)
    this.#again = setTimeout(() => this.isOpen && this.settle(), againMs)
  }

  #gone(): void {
    this.#jobs.drop()
    this.hold.forget()
    this.#set({ isMissing: true })
  }

  #aim(place: Place): void {
    this.#jobs.place = place
    this.hold.isWindowStale = this.hold.window !== null
    this.#set({ error: null })
  }

  #set(fields: Partial<Pick<ChannelSync, 'isMissing' | 'error' | 'loadingBefore' | 'loadingAfter'>>): void {
    Object.assign(this, fields)
    this.#changed()
  }
}
