import type {
  ChannelSummary,
  Head,
  MembersPage,
  Message,
  MessagesPage,
  NotifyLevel,
  ServerEvent,
} from '@chime/protocol'
import type { Delta } from '../state/delta.ts'
import {
  applyHead,
  applyMarker,
  applySummary,
  applyToInfo,
  type Info,
  infoOf,
  isMarkerLate,
  leavesCountsUnsure,
  markerOf,
  rebase,
} from '../state/info.ts'
import { type Marker, markerFrom, type Reader } from '../state/marker.ts'
import { applyToPins, type Pins } from '../state/pins.ts'
import { applyToRoster, type Roster, rosterOf } from '../state/roster.ts'
import { windowOf } from '../state/window.ts'
import { MessageWindow } from './message-window.ts'
import { NotifiedRevision } from './notified-revision.ts'

type Watchers = { summary(): void; timeline(): void; members(): void; pins(): void }

/**
 * The data of one channel, in four parts: info, messages, roster (members) and pins. Each part knows the revision up to
 * which it is complete. A part that was loaded later is ahead of the others, so each delta is applied to each part
 * separately.
 */
export class ChannelStore {
  info: Info | null = null
  readonly messages: MessageWindow
  roster: Roster | null = null
  pins: Pins | null = null
  isInfoStale = false
  /** The read marker may be wrong; only a new summary can say where it is. */
  isMarkerUnsure = false
  /** The counts of messages or of mentions may be wrong; only a new summary can say what they are. */
  areCountsUnsure = false
  /** How often `countsChanged` was called. A summary that was asked for before the last time may be older than that. */
  countsChanges = 0
  /** The channel is open: its messages are shown or waited for. */
  isShown = false
  /** The highest revision that the client has heard of. A part that knows less has missed something. */
  head = 0
  /**
   * The notify level that was last received. Each time a new object, so that a call can see whether another value came
   * while it waited: this setting has no revision that would order them.
   */
  notify: { level: NotifyLevel | null } = { level: null }
  readonly #notified: NotifiedRevision
  readonly #reader: () => Reader
  readonly #changed: Watchers

  constructor(channelId: string, reader: () => Reader, changed: Watchers) {
    this.messages = new MessageWindow(changed.timeline)
    this.#notified = new NotifiedRevision(channelId)
    this.#reader = reader
    this.#changed = changed
  }

  /** The revision up to which all loaded parts are complete. Null when nothing is loaded. */
  get known(): number | null {
    const parts = [this.info?.known, this.messages.live?.known, this.roster?.known, this.pins?.known]
    const known = parts.filter((revision) => revision !== undefined)
    return known.length > 0 ? Math.min(...known) : null
  }

  /**
   * Whether messages, members or pins are loaded. If so, missed changes have to be loaded row by row; otherwise a new
   * summary is enough.
   */
  get hasRows(): boolean {
    return this.messages.window !== null || this.roster !== null || this.pins !== null
  }

  get isBehind(): boolean {
    return (this.known ?? this.head) < this.head
  }

  /** Applies a live event. @returns whether to notify listeners: the event is new, and nothing before it is missing */
  receive(delta: Delta): boolean {
    this.raiseHead(delta.revision)
    this.apply(delta)
    return this.#notified.live(delta)
  }

  /**
   * Applies what `channels.changes` returned, or a live event that came while it was loading.
   *
   * @returns the events that listeners were not notified of yet
   */
  catchUp(delta: Delta): ServerEvent[] {
    this.raiseHead(delta.revision)
    this.apply(delta)
    return this.#notified.caughtUp(delta)
  }

  apply(delta: Delta): void {
    if (this.info && !this.isInfoStale) {
      const info = applyToInfo(this.info, delta, this.#reader())
      if (info !== 'gap' && leavesCountsUnsure(this.info, delta, this.#reader())) this.areCountsUnsure = true
      this.setInfo(orSame(info, this.info))
    }
    if (this.roster) {
      const roster = orSame(applyToRoster(this.roster, delta), this.roster)
      if (roster.rows !== this.roster.rows) this.#changed.members()
      this.roster = roster
    }
    if (this.pins) this.#setPins(orSame(applyToPins(this.pins, delta), this.pins))
    this.messages.apply(delta)
  }

  /** @param steps live events that came while the summary was loading */
  applySummary(summary: ChannelSummary, steps: readonly Delta[] = []): void {
    const isFresh = !this.info || this.isInfoStale
    this.isInfoStale = false
    this.isMarkerUnsure = false
    const before = isFresh ? null : this.info
    const wereUnsure = this.areCountsUnsure
    this.areCountsUnsure = false
    if (before && wereUnsure) {
      this.setInfo(rebase(before, summary))
      // The marker moved while the summary was loading, so the summary counts mentions from another marker.
      this.areCountsUnsure = this.info?.marker?.version !== summary.membership?.readVersion
    } else {
      this.#checkMarker(markerOf(summary))
      this.setInfo(before ? applySummary(before, summary) : infoOf(summary))
    }
    if (isFresh) this.#notified.skipTo(Math.min(summary.revision, this.messages.live?.known ?? summary.revision))
    this.raiseHead(summary.revision)
    for (const step of steps) this.apply(step)
    // With only the summary loaded, missed messages are not known one by one, so listeners are not notified of them.
    if (!this.hasRows) this.#notified.skipTo(this.info?.known ?? 0)
  }

  /** Shows the summary that an earlier page had. It is not used for anything else: a new one still has to be loaded. */
  showLast(summary: ChannelSummary): void {
    if (this.info) return
    this.isInfoStale = true
    this.setInfo(infoOf(summary))
  }

  /** Applies the read marker as the server reports it. */
  applyMarker(marker: Marker): void {
    this.#checkMarker(marker)
    if (this.info) this.setInfo(applyMarker(this.info, marker))
  }

  /**
   * Something after the read marker may count now that did not, or no longer: somebody was blocked, or no longer is.
   *
   * @returns whether there is anything after it
   */
  countsChanged(): boolean {
    const { marker, lastNumber = 0 } = this.info ?? {}
    if (!marker || lastNumber <= marker.number) return false
    this.countsChanges++
    this.areCountsUnsure = true
    return true
  }

  #checkMarker(marker: Marker | null): void {
    if (this.info && !this.isInfoStale && isMarkerLate(this.info, marker)) this.areCountsUnsure = true
  }

  /** Applies the user's own setting of which messages notify. */
  applyNotify(notify: NotifyLevel): void {
    this.notify = { level: notify }
    const { info } = this
    if (info?.membership && info.membership.notify !== notify) {
      this.setInfo({ ...info, membership: { ...info.membership, notify } })
    }
  }

  applyHead(head: Head): void {
    this.raiseHead(head.revision)
    if (!this.info || this.isInfoStale) return
    if (this.info.membership) this.#checkMarker(markerFrom(head, head))
    this.setInfo(applyHead(this.info, head))
  }

  /** The channel is at this revision or a later one. */
  raiseHead(revision: number): void {
    this.head = Math.max(this.head, revision)
  }

  /**
   * The server itself reports this revision. So whatever named a higher one was wrong, and asking again would not help.
   *
   * @param asked the head when the server was asked. What was heard of since may be newer than the answer
   */
  lowerHead(revision: number, asked: number): void {
    if (this.isBehind && this.head === asked && asked > revision) this.head = revision
  }

  /** Nothing tells where the channel is, so behave as if something was missed: it is then asked for. */
  assumeBehind(): void {
    this.raiseHead((this.known ?? 0) + 1)
  }

  applyPage(page: MessagesPage, steps: readonly Delta[] = []): void {
    this.messages.replace(windowOf(page))
    this.raiseHead(page.revision)
    for (const step of steps) this.apply(step)
    if (this.messages.window) this.messages.set(this.messages.window)
  }

  applyRoster(page: Pick<MembersPage, 'members' | 'revision'>, complete: boolean, steps: readonly Delta[]): void {
    this.roster = rosterOf(page.members, page.revision, complete)
    this.raiseHead(page.revision)
    for (const step of steps) this.apply(step)
    this.#changed.members()
  }

  /** @param known a revision that the pinned messages are not older than */
  applyPins(rows: readonly Message[], known: number, steps: readonly Delta[]): void {
    this.#setPins({ known, rows })
    for (const step of steps) this.apply(step)
  }

  setInfo(info: Info): void {
    if (info === this.info) return
    this.info = info
    this.#changed.summary()
  }

  /** The server acknowledged an own message. The event for it may come before or after this. */
  acknowledge(message: Message): void {
    this.messages.acknowledge(message, this.isShown && this.info !== null)
  }

  /** More was missed than the server reports, so everything has to be loaded again. It is still shown until then. */
  reset(): void {
    this.isInfoStale = this.info !== null
    this.messages.isStale = this.messages.window !== null
    this.roster = null
    this.pins = null
  }

  /** Like `reset`. In addition the revisions say nothing about future ones, because the server's epoch changed. */
  expire(): void {
    this.reset()
    this.messages.acknowledged = []
    this.head = 0
    this.#notified.forget()
  }

  /** Drops everything, also from view. */
  forget(): void {
    this.info = null
    this.isInfoStale = false
    this.head = 0
    this.#changed.summary()
    this.release()
  }

  /**
   * The user is no longer a member, but may look at the channel. What is open stays shown: the preview stream starts
   * with a `hello` that says what was missed.
   */
  leave(): void {
    if (this.info) this.setInfo({ ...this.info, membership: null, marker: null, pending: null })
    if (!this.isShown) this.release()
  }

  /** Drops messages, members and pins. */
  release(): void {
    this.messages.release()
    this.roster = null
    this.pins = null
    this.#changed.members()
    this.#changed.pins()
  }

  #setPins(pins: Pins): void {
    const isSame = pins.rows === this.pins?.rows
    this.pins = pins
    if (!isSame) this.#changed.pins()
  }
}

const orSame = <T>(result: T | 'gap', current: T): T => (result === 'gap' ? current : result)
