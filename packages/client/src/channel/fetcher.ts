import type { Message, MessagesPage } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import type { Delta } from '../state/delta.ts'
import type { Window } from '../state/window.ts'
import { InFlightReplay } from './in-flight-replay.ts'
import type { Place } from './paged-reads.ts'
import { type Ask, allMembers, allPins, changesSince, deltaOfPages } from './paged-reads.ts'
import { settleOwn } from './settle-own.ts'
import type { ChannelStore } from './store.ts'

/** Messages per page. */
const pageSize = 50
/** How long to wait before listing the messages again when the last answer did not fit together with live events. */
const brokenWaitMs = 1_000

/**
 * Adds a page to the current window. Returns null when it no longer fits. `since`: messages that changed while the page
 * was loading.
 */
export type Join = (current: Window, page: MessagesPage, since: readonly Message[]) => Window | null

/** Everything that can be loaded for one channel. Each method writes its answer into the store, as one batch. */
export class ChannelFetcher {
  readonly #id: string
  readonly #store: ChannelStore
  readonly #context: ClientContext
  readonly #replay = new InFlightReplay()
  #generation = 0
  /** Where the next list of messages is taken from. Empty: the newest messages. */
  place: Place = {}

  constructor(id: string, store: ChannelStore, context: ClientContext) {
    this.#id = id
    this.#store = store
    this.#context = context
  }

  /** Notes a live event, because an answer that is being loaded may be older than it. */
  record(delta: Delta): void {
    this.#replay.record(delta)
  }

  /** Ignores all answers that are still being loaded. */
  drop(): void {
    this.#generation++
    this.#replay.drop()
  }

  async list(): Promise<void> {
    const { place } = this
    try {
      await this.#replaying(this.#pageAt(place), (page, steps) => {
        // Meanwhile another place was asked for: the next list loads that one.
        if (place !== this.place) return
        this.#store.applyPage(page, steps)
        settleOwn(this.#context, this.#store, page.messages)
      })
    } finally {
      // Reset even when the server refused this place, since the newest messages can always be shown.
      if (place === this.place) this.place = {}
    }
    if (this.#store.messages.isBroken) await new Promise((resolve) => setTimeout(resolve, brokenWaitMs))
  }

  async get(): Promise<void> {
    const before = this.#store.notify
    const { countsChanges, head } = this.#store
    await this.#replaying(
      (ask) => ask((trpc) => trpc.channels.get.query({ channelId: this.#id })),
      (summary, steps) => {
        this.#store.applySummary(summary, steps)
        if (countsChanges !== this.#store.countsChanges) this.#store.areCountsUnsure = true
        const { notify } = this.#store
        if (notify.level && notify !== before) this.#store.applyNotify(notify.level)
        if (summary.peer) this.#context.addUsers([summary.peer])
        if (!this.#store.hasRows) this.#store.lowerHead(summary.revision, head)
      },
    )
  }

  /** @returns false when more was missed than the server reports, so that everything has to be loaded again */
  async pull(): Promise<boolean> {
    const since = this.#store.known ?? 0
    const { head } = this.#store
    let isReset = false
    await this.#replaying(
      (ask) => changesSince(this.#context, ask, this.#id, since),
      (pages, steps) => {
        isReset = pages === 'reset'
        if (pages === 'reset') return
        const delta = deltaOfPages(since, pages)
        this.#replay.record(delta)
        const events = [delta, ...steps].flatMap((step) => this.#store.catchUp(step))
        settleOwn(this.#context, this.#store, delta.messages)
        if ((this.#store.known ?? 0) <= since) this.#store.lowerHead(delta.revision, head)
        for (const event of events) this.#context.emit(event)
      },
    )
    return !isReset
  }

  async members(): Promise<void> {
    await this.#replaying(
      (ask) => allMembers(this.#context, ask, this.#id),
      ({ members, revision, complete }, steps) => this.#store.applyRoster({ members, revision }, complete, steps),
    )
  }

  async pins(): Promise<void> {
    const known = this.#store.info?.known ?? 0
    await this.#replaying(
      (ask) => allPins(ask, this.#id),
      (rows, steps) => this.#store.applyPins(rows, known, steps),
    )
  }

  /** Never rejects: when it fails, the user can scroll and so ask again. */
  async page(place: Place, join: Join): Promise<void> {
    try {
      await this.#replaying(this.#pageAt(place), (page, steps) => {
        const { live } = this.#store.messages
        const joined =
          live &&
          join(
            live,
            page,
            steps.flatMap((step) => step.messages),
          )
        if (!joined) return
        this.#store.messages.set(joined)
        settleOwn(this.#context, this.#store, page.messages)
      })
    } catch (error) {
      this.#context.log.info({ error, channelId: this.#id }, 'Chime: a page could not be loaded')
    }
  }

  #pageAt(place: Place) {
    return (ask: Ask) => ask((trpc) => trpc.messages.list.query({ channelId: this.#id, ...place, limit: pageSize }))
  }

  #replaying<T>(
    call: (ask: Ask) => Promise<T | null>,
    apply: (answer: T, steps: readonly Delta[]) => void,
  ): Promise<boolean> {
    const generation = this.#generation
    const ask: Ask = (once) => retryUntilDecided(this.#context, once, () => generation === this.#generation)
    return this.#replay.during(
      () => call(ask),
      (answer, steps) => this.#context.batch.run(() => apply(answer, steps)),
    )
  }
}
