import type { Message } from '@chime/protocol'
import type { MessagesPage, Place } from '../server.ts'
import type { Delta } from '../state/delta.ts'
import type { Window } from '../state/window.ts'
import { Flights } from './flights.ts'
import type { Holdings } from './holdings.ts'
import { type Ask, allMembers, changesSince, deltaOfPages } from './loads.ts'
import { persist } from './persist.ts'
import { met, type World } from './world.ts'

/** Messages in a page. */
const pageSize = 50
/** Before a window that came back broken is listed once more. */
const brokenWaitMs = 1_000

/** Puts a page to the window that is held; null when it does not fit any more. `since`: rows that changed meanwhile. */
export type Join = (held: Window, page: MessagesPage, since: readonly Message[]) => Window | null

/** What can be fetched for one channel. Each job puts what it got into the holdings, in one turn. */
export class Jobs {
  readonly #id: string
  readonly #hold: Holdings
  readonly #world: World
  readonly #flights = new Flights()
  #era = 0
  /** Where the next list goes; without anything, to the newest messages. */
  place: Place = {}

  constructor(id: string, hold: Holdings, world: World) {
    this.#id = id
    this.#hold = hold
    this.#world = world
  }

  /** A live step: what is under way may be older than it. */
  record(delta: Delta): void {
    this.#flights.record(delta)
  }

  /** Whatever is under way no longer counts. */
  drop(): void {
    this.#era++
    this.#flights.drop()
  }

  async list(): Promise<void> {
    const { place } = this
    try {
      await this.#fly(this.#pageAt(place), (page, steps) => {
        // Meanwhile somebody wants to be elsewhere: the next round goes there.
        if (place !== this.place) return
        this.#hold.takeWindow(page, steps)
        met(this.#world, this.#hold, page.messages)
      })
    } finally {
      // Also when it was refused: the newest messages are always there to go to.
      if (place === this.place) this.place = {}
    }
    if (this.#hold.isWindowBroken) await new Promise((resolve) => setTimeout(resolve, brokenWaitMs))
  }

  async get(): Promise<void> {
    const said = this.#hold.notify
    await this.#fly(
      (ask) => ask(() => this.#world.calls.channel(this.#id)),
      (summary, steps) => {
        this.#hold.takeSummary(summary, steps)
        const { notify } = this.#hold
        if (notify.level && notify !== said) this.#hold.takeNotify(notify.level)
        if (summary.peer) this.#world.addUsers([summary.peer])
        if (!this.#hold.hasRows) this.#hold.headIs(summary.revision)
      },
    )
  }

  /** @returns false when more was missed than the server tells: everything has to be read anew */
  async pull(): Promise<boolean> {
    const since = this.#hold.known ?? 0
    let isReset = false
    await this.#fly(
      (ask) => changesSince(this.#world, ask, this.#id, since),
      (pages, steps) => {
        isReset = pages === 'reset'
        if (pages === 'reset') return
        const delta = deltaOfPages(since, pages)
        this.#flights.record(delta)
        const events = [delta, ...steps].flatMap((step) => this.#hold.catchUp(step))
        met(this.#world, this.#hold, delta.messages)
        if ((this.#hold.known ?? 0) <= since) this.#hold.headIs(delta.revision)
        for (const event of events) this.#world.tell(event)
      },
    )
    return !isReset
  }

  async members(): Promise<void> {
    await this.#fly(
      (ask) => allMembers(this.#world, ask, this.#id),
      ({ members, revision, complete }, steps) => this.#hold.takeRoster({ members, revision }, complete, steps),
    )
  }

  async pins(): Promise<void> {
    const known = this.#hold.info?.known ?? 0
    await this.#fly(
      (ask) => ask(() => this.#world.calls.pinned(this.#id)),
      (rows, steps) => this.#hold.takePins(rows, known, steps),
    )
  }

  /** Never rejects: whoever scrolls on asks again. */
  async page(place: Place, join: Join): Promise<void> {
    try {
      await this.#fly(this.#pageAt(place), (page, steps) => {
        const { window, isWindowStale } = this.#hold
        const since = steps.flatMap((step) => step.messages)
        const joined = window && !isWindowStale ? join(window, page, since) : null
        if (!joined) return
        this.#hold.setWindow(joined)
        met(this.#world, this.#hold, page.messages)
      })
    } catch (error) {
      this.#world.log.info({ error, channelId: this.#id }, 'Chime: a page could not be loaded')
    }
  }

  #pageAt(place: Place) {
    return (ask: Ask) => ask(() => this.#world.calls.messages(this.#id, place, pageSize))
  }

  #fly<T>(call: (ask: Ask) => Promise<T | null>, land: (answer: T, steps: readonly Delta[]) => void): Promise<boolean> {
    const era = this.#era
    const ask: Ask = (once) => persist(this.#world.link, once, () => era === this.#era)
    return this.#flights.during(
      () => call(ask),
      (answer, steps) => this.#world.turn.run(() => land(answer, steps)),
    )
  }
}
