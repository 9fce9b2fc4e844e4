import type { ChannelSummary, Head, Message, NotifyLevel, ServerEvent } from '@chime/protocol'
import type { MembersPage, MessagesPage } from '../server.ts'
import type { Delta } from '../state/delta.ts'
import {
  applyHead,
  applyMarker,
  applySummary,
  applyToInfo,
  type Info,
  infoOf,
  leavesCountsUnsure,
  rebase,
} from '../state/info.ts'
import type { Marker } from '../state/marker.ts'
import { applyToPins, type Pins } from '../state/pins.ts'
import { applyToRoster, type Roster, rosterOf } from '../state/roster.ts'
import { stillAhead } from '../state/timeline.ts'
import { appendAcknowledged, applyToWindow, rowOf, type Window, windowOf, withRow } from '../state/window.ts'
import { Told } from './told.ts'

/** More own messages than this do not wait for those in front of them. */
const acknowledgedMax = 100

type Watchers = { summary(): void; timeline(): void; members(): void; pins(): void }

/**
 * What is held of one channel, in four parts that each know up to which revision they are right. A part that was read later
 * than another is ahead of it, and a step applies to each part for itself.
 */
export class Holdings {
  info: Info | null = null
  window: Window | null = null
  roster: Roster | null = null
  pins: Pins | null = null
  /** Still shown, but to be listed again: steps no longer apply to it. */
  isWindowStale = false
  isInfoStale = false
  /** Only a summary can say where my marker is. */
  isMarkerUnsure = false
  /** Only a summary can say how many messages there are, or how many unread ones call me. */
  areCountsUnsure = false
  /** What was listed last did not fit together with what came meanwhile. */
  isWindowBroken = false
  /** Somebody looks at the messages, or waits for them. */
  isShown = false
  /** The highest revision heard of: whatever part is below it has missed something. */
  head = 0
  /** Own messages that were acknowledged before those in front of them arrived. */
  acknowledged: Message[] = []
  /** What was last said of it, a new object each time: no revision orders it, and an answer under way may be older. */
  notify: { level: NotifyLevel | null } = { level: null }
  readonly #told: Told
  readonly #myId: () => string | null
  readonly #changed: Watchers

  constructor(channelId: string, myId: () => string | null, changed: Watchers) {
    this.#told = new Told(channelId)
    this.#myId = myId
    this.#changed = changed
  }

  /** The revision from which all that is held is right; null when nothing is. */
  get known(): number | null {
    const window = this.isWindowStale ? undefined : this.window?.known
    const parts = [this.info?.known, window, this.roster?.known, this.pins?.known]
    const known = parts.filter((revision) => revision !== undefined)
    return known.length > 0 ? Math.min(...known) : null
  }

  /** Messages, members or pins are held, so that what was missed has to be pulled row by row. */
  get hasRows(): boolean {
    return this.window !== null || this.roster !== null || this.pins !== null
  }

  get isBehind(): boolean {
    return (this.known ?? this.head) < this.head
  }

  /** A live event. @returns whether listeners should be told of it: it is new, and nothing before it is missing */
  hear(delta: Delta): boolean {
    this.hearOf(delta.revision)
    this.apply(delta)
    return this.#told.live(delta)
  }

  /**
   * What `channels.changes` brought, or a step that waited for it.
   *
   * @returns the events that its rows stand for, for those who listen and were not told yet
   */
  catchUp(delta: Delta): ServerEvent[] {
    this.hearOf(delta.revision)
    this.apply(delta)
    return this.#told.caughtUp(delta)
  }

  apply(delta: Delta): void {
    if (this.info && !this.isInfoStale) {
      const info = applyToInfo(this.info, delta, this.#myId())
      if (info !== 'gap' && leavesCountsUnsure(this.info, delta, this.#myId())) this.areCountsUnsure = true
      this.setInfo(kept(info, this.info))
    }
    if (this.roster) {
      const roster = kept(applyToRoster(this.roster, delta), this.roster)
      if (roster.rows !== this.roster.rows) this.#changed.members()
      this.roster = roster
    }
    if (this.pins) this.#setPins(kept(applyToPins(this.pins, delta), this.pins))
    if (!this.window || this.isWindowStale) return
    const window = applyToWindow(this.window, delta)
    if (window === 'broken') {
      this.isWindowStale = true
      this.isWindowBroken = true
    } else if (window !== 'gap') this.#setWindow(window)
  }

  /** @param steps what came while the summary was under way */
  takeSummary(summary: ChannelSummary, steps: readonly Delta[] = []): void {
    const fresh = !this.info || this.isInfoStale
    this.isInfoStale = false
    this.isMarkerUnsure = false
    const held = fresh ? null : this.info
    const wereUnsure = this.areCountsUnsure
    this.areCountsUnsure = false
    if (held && wereUnsure) {
      this.setInfo(rebase(held, summary))
      // My marker moved while the summary was under way: its mentions are counted from another one.
      this.areCountsUnsure = this.info?.marker?.version !== summary.membership?.readVersion
    } else this.setInfo(held ? applySummary(held, summary) : infoOf(summary))
    if (fresh) this.#told.skipTo(Math.min(summary.revision, this.window?.known ?? summary.revision))
    this.hearOf(summary.revision)
    for (const step of steps) this.apply(step)
    // Nobody can be told of what was missed when only the summary is held.
    if (!this.hasRows) this.#told.skipTo(this.info?.known ?? 0)
  }

  /** Where the server says that my marker is. @param mentions null when it does not say */
  takeMarker(marker: Marker, mentions: number | null): void {
    if (!this.info) return
    this.setInfo(applyMarker(this.info, marker, mentions))
  }

  /** Which messages call me: mine alone. */
  takeNotify(notify: NotifyLevel): void {
    this.notify = { level: notify }
    const { info } = this
    if (info?.membership && info.membership.notify !== notify) {
      this.setInfo({ ...info, membership: { ...info.membership, notify } })
    }
  }

  /** It stands there, or further on. */
  hearOf(revision: number): void {
    this.head = Math.max(this.head, revision)
  }

  /** Nobody says where it stands, so it has to be asked for. */
  suspect(): void {
    this.hearOf((this.known ?? 0) + 1)
  }

  takeHead(head: Head): void {
    this.hearOf(head.revision)
    if (this.info && !this.isInfoStale) this.setInfo(applyHead(this.info, head))
  }

  takeWindow(page: MessagesPage, steps: readonly Delta[] = []): void {
    this.isWindowStale = false
    this.isWindowBroken = false
    this.window = windowOf(page)
    this.hearOf(page.revision)
    for (const step of steps) this.apply(step)
    this.setWindow(this.window)
  }

  takeRoster(page: Pick<MembersPage, 'members' | 'revision'>, complete: boolean, steps: readonly Delta[]): void {
    this.roster = rosterOf(page.members, page.revision, complete)
    this.hearOf(page.revision)
    for (const step of steps) this.apply(step)
    this.#changed.members()
  }

  /** @param known a revision that the rows are not older than */
  takePins(rows: readonly Message[], known: number, steps: readonly Delta[]): void {
    this.#setPins({ known, rows })
    for (const step of steps) this.apply(step)
  }

  setInfo(info: Info): void {
    if (info === this.info) return
    this.info = info
    this.#changed.summary()
  }

  setWindow(window: Window): void {
    this.window = window
    this.acknowledged = stillAhead(this.acknowledged, window)
    this.#changed.timeline()
  }

  /** The server has an own message; its event may come before or after this. */
  acknowledge(message: Message): void {
    const window = this.window && !this.isWindowStale ? appendAcknowledged(this.window, message) : null
    if (window) this.setWindow(window)
    else if (this.isShown && this.info) {
      const acknowledged = [...this.acknowledged, message].slice(-acknowledgedMax)
      // The answer may come when the channel has long gone on past it.
      this.acknowledged = this.window && !this.isWindowStale ? stillAhead(acknowledged, this.window) : acknowledged
    }
    this.#changed.timeline()
  }

  /** A row as an answer says it is; its event comes too. One that is not held stays outside. */
  takeRow(message: Message): void {
    const { window } = this
    if (window && !this.isWindowStale && rowOf(window, message.number)) this.setWindow(withRow(window, message))
  }

  /** More was missed than the server tells: everything has to be read anew. What is shown stays until then. */
  reset(): void {
    this.isInfoStale = this.info !== null
    this.isWindowStale = this.window !== null
    this.roster = null
    this.pins = null
  }

  /** As `reset`, and what is held says nothing about what will come: it is from another time. */
  expire(): void {
    this.reset()
    this.acknowledged = []
    this.head = 0
    this.#told.forget()
  }

  /** The server says so itself, so whoever spoke of more was wrong: no asking again and again. */
  headIs(revision: number): void {
    if (this.isBehind && this.head > revision) this.head = revision
  }

  /** Nothing of it may stay. */
  forget(): void {
    this.info = null
    this.isInfoStale = false
    this.head = 0
    this.#changed.summary()
    this.release()
  }

  /** I only look on from now. What is shown stays: the stream of what I look at says where it stands when it begins. */
  leave(): void {
    if (this.info) this.setInfo({ ...this.info, membership: null, marker: null, ahead: null, mentions: 0 })
    if (!this.isShown) this.release()
  }

  /** Drops messages, members and pins. */
  release(): void {
    this.releaseWindow()
    this.roster = null
    this.pins = null
    this.#changed.members()
    this.#changed.pins()
  }

  releaseWindow(): void {
    this.window = null
    this.isWindowStale = false
    this.acknowledged = []
    this.#changed.timeline()
  }

  #setPins(pins: Pins): void {
    const same = pins.rows === this.pins?.rows
    this.pins = pins
    if (!same) this.#changed.pins()
  }

  #setWindow(window: Window): void {
    const same = window.rows === this.window?.rows && window.hasBefore === this.window.hasBefore
    if (same) this.window = window
    else this.setWindow(window)
  }
}

const kept = <T>(result: T | 'gap', held: T): T => (result === 'gap' ? held : result)
