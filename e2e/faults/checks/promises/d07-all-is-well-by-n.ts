import type { MessageState } from '../../history/entry.ts'
import { type Deadlines, deadlinesOf } from '../deadlines.ts'
import { messageOf, textOf } from '../fields.ts'
import { type Follower, followersOf, revisionAt, viewAt, watchingOf } from '../followers.ts'
import type { HistoryIndex, Invocation, Table } from '../history-index.ts'
import { heldIn } from '../keyed.ts'
import { membershipActs, membershipKey, settledSince } from '../memberships.ts'
import { firstPlace } from '../sorted.ts'
import type { Span } from '../spans.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** A send in quiet that has no answer after this long hangs. With less time left, the history may just have ended too early. */
const answerMs = 10_000

/** When anybody first saw a message, and each newer revision of it. */
type Sighting = {
  at: number
  place: number
  revisions: Map<number, { at: number; place: number }> | null
  first: number
}

/**
 * D7. What one client has seen, or the sender by its acknowledgement, every connected client of a member that shows the channel
 * has seen N later. Where faults follow one another, N begins when the last one ends. At the end each view equals the table. A
 * send in quiet succeeds within N. Clients are excused while they are not connected, and members who joined later.
 */
export function allIsWellByN(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D7',
    "by N every connected member's view equals the table, and sends succeed",
    history.entries,
    ['deliveries', 'views at the end', 'sends in quiet'],
  )
  const deadlines = deadlinesOf(history.faults, history.settleMs)
  const sightings = sightingsOf(history)
  const acts = membershipActs(history)
  for (const follower of followersOf(history)) {
    const table = history.tables.get(follower.channelId)
    const userId = history.userOf(follower.client)
    if (table === undefined || userId === null || !table.row.memberIds.includes(userId)) continue
    const since = settledSince(acts.get(membershipKey(follower.channelId, userId)))
    const watching = watchingOf(history, follower).flatMap(({ from, to }) =>
      to > since ? [{ from: Math.max(from, since), to }] : [],
    )
    if (watching.length === 0) continue
    const seen = sightings.get(follower.channelId) ?? new Map<number, Sighting>()
    const judge = new FollowerJudge(history, follower, table, watching, deadlines, findings)
    for (const [number, sighting] of seen) judge.delivery(number, sighting)
    judge.end(seen)
  }
  checkSends(history, deadlines, findings)
  return findings.verdict()
}

class FollowerJudge {
  readonly #history: HistoryIndex
  readonly #follower: Follower
  readonly #table: Table
  readonly #watching: readonly Span[]
  readonly #deadlines: Deadlines
  readonly #findings: Findings
  /** When a view first reached each number: only views that reached further than all before. */
  readonly #reach: { at: number; to: number }[] = []

  constructor(
    history: HistoryIndex,
    follower: Follower,
    table: Table,
    watching: readonly Span[],
    deadlines: Deadlines,
    findings: Findings,
  ) {
    this.#history = history
    this.#follower = follower
    this.#table = table
    this.#watching = watching
    this.#deadlines = deadlines
    this.#findings = findings
    for (const { at, to } of follower.views) if (to > (this.#reach.at(-1)?.to ?? 0)) this.#reach.push({ at, to })
  }

  delivery(number: number, sighting: Sighting): void {
    const { client, channelId } = this.#follower
    const reachedAt = Math.min(this.#follower.firstAt[number] ?? Number.POSITIVE_INFINITY, this.#viewedAt(number))
    const due = this.#dueAfter(sighting.at, reachedAt)
    if (due !== null) {
      this.#findings.fact('deliveries')
      if (reachedAt > due) {
        this.#findings.violation(
          `${client} had not got #${number} of channel ${channelId} ${Math.round(due - sighting.at)} ms after it was first seen`,
          sighting.place,
        )
      }
    }
    for (const [revision, { at, place }] of sighting.revisions ?? []) this.#change(number, revision, at, place)
  }

  #change(number: number, revision: number, at: number, place: number): void {
    const due = this.#dueAfter(at, Number.POSITIVE_INFINITY)
    if (due === null) return
    const view = viewAt(this.#follower, due)
    // Only a client that shows the message has to know. Messages outside of its window are loaded when it scrolls there.
    if (view === null || number < view.from || number > view.to) return
    this.#findings.fact('deliveries')
    const held = revisionAt(this.#follower, number, due)
    if (held >= revision) return
    const { client, channelId } = this.#follower
    this.#findings.violation(
      `${client} still showed #${number}@${held} of channel ${channelId} ${Math.round(due - at)} ms after revision ${revision} of it was first seen`,
      place,
    )
  }

  /** The last view equals the table, if nothing happened for long enough before. */
  end(seen: ReadonlyMap<number, Sighting>): void {
    let changedAt = 0
    for (const { at, revisions } of seen.values()) {
      changedAt = Math.max(changedAt, at)
      for (const revision of revisions?.values() ?? []) changedAt = Math.max(changedAt, revision.at)
    }
    const { last, client, channelId } = this.#follower
    const span = this.#watching.at(-1)
    if (last === null || span === undefined) return
    const due = this.#deadlines.after(Math.max(changedAt, span.from))
    if (due > span.to || due > this.#history.endAt) return
    this.#findings.fact('views at the end')
    const wrong = this.#differenceFrom(last.view.numbers)
    if (wrong === null) return
    const what = `${client} at the end, channel ${channelId}: ${wrong}`
    this.#findings.violation(what, last.place, this.#table.place)
  }

  #differenceFrom(numbers: readonly number[]): string | null {
    const { row, byNumber } = this.#table
    const end = numbers.at(-1) ?? 0
    if (row.lastNumber >= row.firstNumber && end !== row.lastNumber) {
      return `shows up to #${end}, the table has ${row.lastNumber}`
    }
    for (const number of numbers) {
      const held = revisionAt(this.#follower, number, Number.POSITIVE_INFINITY)
      const message = byNumber.get(number)
      if (message === undefined) return `shows #${number}, which is not in the table`
      // A client may know its own messages by their acknowledgement alone. Notices have none.
      const isOwn =
        held === 0 && message.kind === 'user' && message.userId === this.#history.userOf(this.#follower.client)
      if (held !== message.revision && !isOwn) {
        return `shows #${number}@${held}, the table has revision ${message.revision}`
      }
    }
    return null
  }

  /** When the message had to be there at the latest; null when the client was never connected for long enough. */
  #dueAfter(at: number, reachedAt: number): number | null {
    for (const span of this.#watching) {
      if (span.to <= at) continue
      const from = Math.max(at, span.from)
      // Most messages come quickly; then there is no need to look for faults.
      if (reachedAt <= from + this.#history.settleMs && span.to >= from + this.#history.settleMs)
        return from + this.#history.settleMs
      const due = this.#deadlines.after(from)
      if (due <= span.to && due <= this.#history.endAt) return due
    }
    return null
  }

  #viewedAt(number: number): number {
    return this.#reach[firstPlace(this.#reach, ({ to }) => to >= number)]?.at ?? Number.POSITIVE_INFINITY
  }
}

function checkSends(history: HistoryIndex, deadlines: Deadlines, findings: Findings): void {
  const sends = history.invocations.filter(({ call }) => call.procedure === 'messages.send')
  for (const [client, own] of Map.groupBy(sends, ({ call }) => call.client)) {
    const links = history.links.get(client) ?? []
    const answers = own.flatMap(({ outcome }) => outcome?.at ?? []).sort((a, b) => a - b)
    for (const invocation of own) {
      const { call, outcome } = invocation
      // A client may send its messages one after the other. One that waits is slow only if none of them is answered meanwhile.
      const since = Math.max(call.at, lastBelow(answers, outcome?.at ?? Number.POSITIVE_INFINITY))
      const doneAt = outcome?.at ?? since + answerMs
      if (doneAt > history.endAt || !deadlines.isQuiet(call.at, doneAt)) continue
      if (!links.some(({ from, to }) => from <= call.at && to > doneAt)) continue
      if (outcome?.outcome !== 'refused') checkSend(history, invocation, doneAt - since, findings)
    }
  }
}

function checkSend(
  history: HistoryIndex,
  { call, place, outcome, outcomePlace }: Invocation,
  tookMs: number,
  findings: Findings,
): void {
  findings.fact('sends in quiet')
  const what = `a send of ${call.client} to channel ${call.channelId} in quiet`
  if (outcome === null) findings.violation(`${what} was not answered`, place)
  else if (outcome.outcome === 'unknown')
    findings.violation(`${what} failed: ${outcome.reason ?? 'no answer'}`, place, outcomePlace)
  else if (tookMs > history.settleMs) findings.violation(`${what} took ${Math.round(tookMs)} ms`, place, outcomePlace)
}

/** The last of these times, which are sorted, that is below the limit; 0 when none is. */
function lastBelow(times: readonly number[], than: number): number {
  return times[firstPlace(times, (time) => time >= than) - 1] ?? 0
}

function sightingsOf(history: HistoryIndex): Map<string, Map<number, Sighting>> {
  const channels = new Map<string, Map<number, Sighting>>()
  function see(channelId: string, { number, revision }: MessageState, at: number, place: number): void {
    const numbers = heldIn(channels, channelId, () => new Map<number, Sighting>())
    const known = numbers.get(number)
    if (known === undefined) numbers.set(number, { at, place, revisions: null, first: revision })
    else if (revision === known.first) {
      if (at < known.at) Object.assign(known, { at, place })
    } else {
      known.revisions ??= new Map()
      const before = known.revisions.get(revision)
      if (before === undefined || at < before.at) known.revisions.set(revision, { at, place })
    }
  }
  for (const [place, entry] of history.entries.entries()) {
    if (entry.type === 'applied') for (const state of entry.messages) see(entry.channelId, state, entry.at, place)
  }
  for (const { call, outcome, outcomePlace } of history.invocations) {
    const answer = outcome?.outcome === 'ok' ? messageOf(outcome.answer) : null
    const channelId = textOf(outcome?.answer, 'channelId') ?? call.channelId
    if (answer === null || outcome === null || outcomePlace === null || channelId === null) continue
    see(channelId, answer, outcome.at, outcomePlace)
  }
  return channels
}
