import type { Message } from '@chime/protocol'
import type { MessagesPage, Place } from '../server.ts'
import type { Delta } from '../state/delta.ts'
import type { Window } from '../state/window.ts'
import { Flights } from './flights.ts'
import { deltaOfPages, type Holdings } from './holdings.ts'
import { type Ask, allMembers, changesSince } from './loads.ts'
import { persist } from './persist.ts'
import { settleOwn, type World } from './world.ts'

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
      const landed = await this.#fly((ask) => ask(() => this.#world.calls.messages(this.#id, place, pageSize)))
      // Meanwhile somebody wants to be elsewhere: the next round goes there.
      if (!landed || place !== this.place) return
      this.#world.turn.run(() => {
        this.#hold.takeWindow(landed.answer, landed.steps)
        settleOwn(this.#world, this.#hold, landed.answer.messages)
      })
    } finally {
      // Also when it was refused: the newest messages are always there to go to.
      if (place === this.place) this.place = {}
    }
    if (this.#hold.isWindowStale) await new Promise((resolve) => setTimeout(resolve, brokenWaitMs))
  }

  async get(): Promise<void> {
    const landed = await this.#fly((ask) => ask(() => this.#world.calls.channel(this.#id)))
    if (!landed) return
    this.#world.turn.run(() => {
      const { answer, steps } = landed
      this.#hold.takeSummary(answer, steps)
      if (answer.peer) this.#world.addUsers([answer.peer])
      if (!this.#hold.hasRows) this.#hold.headIs(answer.revision)
    })
  }

  /** @returns false when more was missed than the server tells: everything has to be read anew */
  async pull(): Promise<boolean> {
    const since = this.#hold.known ?? 0
    const landed = await this.#fly((ask) => changesSince(this.#world, ask, this.#id, since))
    if (landed?.answer === 'reset') return false
    if (!landed) return true
    const delta = deltaOfPages(since, landed.answer)
    this.#world.turn.run(() => {
      this.#flights.record(delta)
      const events = [delta, ...landed.steps].flatMap((step) => this.#hold.catchUp(step))
      settleOwn(this.#world, this.#hold, delta.messages)
      if ((this.#hold.known ?? 0) <= since) this.#hold.headIs(delta.revision)
      for (const event of events) this.#world.tell(event)
    })
    return true
  }

  async members(): Promise<void> {
    const landed = await this.#fly((ask) => allMembers(this.#world, ask, this.#id))
    if (!landed) return
    const { members, revision, complete } = landed.answer
    this.#world.turn.run(() => this.#hold.takeRoster({ members, revision }, complete, landed.steps))
  }

  /** Never rejects: whoever scrolls on asks again. */
  async page(place: Place, join: Join): Promise<void> {
    try {
      const landed = await this.#fly((ask) => ask(() => this.#world.calls.messages(this.#id, place, pageSize)))
      const { window, isWindowStale } = this.#hold
      if (!landed || !window || isWindowStale) return
      const since = landed.steps.flatMap((step) => step.messages)
      const joined = join(window, landed.answer, since)
      if (!joined) return
      this.#world.turn.run(() => {
        this.#hold.setWindow(joined)
        settleOwn(this.#world, this.#hold, landed.answer.messages)
      })
    } catch (error) {
      this.#world.log.info({ error, channelId: this.#id }, 'Chime: a page could not be loaded')
    }
  }

  #fly<T>(call: (ask: Ask) => Promise<T | null>) {
    const era = this.#era
    const ask: Ask = (once) => persist(this.#world.link, once, () => era === this.#era)
    return this.#flights.during(() => call(ask))
  }
}
