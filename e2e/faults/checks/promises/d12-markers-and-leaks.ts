import type { Outcome, Usage } from '../../history/entry.ts'
import { type Deadlines, deadlinesOf } from '../deadlines.ts'
import { numberOf } from '../fields.ts'
import type { HistoryIndex } from '../history-index.ts'
import { heldIn } from '../keyed.ts'
import { membershipActs } from '../memberships.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** Of these, nothing may be left when nobody needs them any more. */
const exact = ['sockets', 'streams', 'topics', 'redisSubscriptions'] as const
/** A process adds some listeners once, and late. */
const listenersMore = 10
/** A heap grows while it warms up: compiled code, filled pools, caches of bounded size. */
const heapBytesMore = 64 * 1024 * 1024
const heapTimesMore = 1.5

/** A position of a marker, as a client showed it or the server answered it. */
type Sighting = { number: number; version: number; at: number; place: number }
/**
 * What may have moved a marker back. Either a `markUnread`, to `target`; or the user was removed from the channel, so that the
 * server refused a marker that a client had moved already (then the version stays the same). It counts from the call until the
 * client could know.
 */
type Reason = { from: number; to: number; target: number; version: number | null; isRefusal: boolean }

/**
 * D12. A read marker goes back only where that user called `markUnread`, at a client as well as in the server's answers. Its version
 * never goes back. And after all clients are gone, a node holds no more than it held before the load.
 */
export function markersAndLeaks(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D12',
    'read markers never go back except by markUnread; after the load nothing is left',
    history.entries,
    ['markers', 'nodes'],
  )
  const deadlines = deadlinesOf(history.faults, history.settleMs)
  const reasons = reasonsOf(history, deadlines)
  /** By client and channel, the last position that the client showed. */
  const shown = new Map<string, Sighting>()
  for (const [place, entry] of history.entries.entries()) {
    if (entry.type !== 'marker') continue
    findings.fact('markers')
    const key = `${entry.client} ${entry.channelId}`
    const now = { number: entry.readNumber, version: entry.readVersion, at: entry.at, place }
    const before = shown.get(key)
    shown.set(key, now)
    const allowed = reasons.get(`${history.userOf(entry.client)} ${entry.channelId}`) ?? []
    if (before !== undefined) compare(before, now, allowed, `${entry.client} in channel ${entry.channelId}`, findings)
  }
  checkAnswers(history, reasons, findings)
  checkUsage(history, findings)
  return findings.verdict()
}

function compare(before: Sighting, now: Sighting, reasons: readonly Reason[], whose: string, findings: Findings): void {
  const step = `the marker of ${whose} went from #${before.number} (version ${before.version}) to #${now.number} (version ${now.version})`
  if (now.version < before.version) findings.violation(`${step}: its version went back`, before.place, now.place)
  else if (now.number < before.number && !reasons.some((reason) => explains(reason, before, now))) {
    findings.violation(`${step}, and nobody marked it unread`, before.place, now.place)
  }
}

function explains({ from, to, target, version, isRefusal }: Reason, before: Sighting, now: Sighting): boolean {
  if (from > now.at || target > now.number) return false
  // A step back with the same version: the client was ahead of the server, and then learned what another device had decided.
  if (isRefusal || version === null || now.version === before.version) {
    return to >= before.at && !(isRefusal && now.version !== before.version)
  }
  return version > before.version && version <= now.version
}

/**
 * Checks the server's answers in the order of their versions, and in the order of time where one call ended before the next
 * began. Sending a message moves the marker forward with the same version.
 */
function checkAnswers(history: HistoryIndex, reasons: Map<string, Reason[]>, findings: Findings): void {
  const answers = new Map<string, { sighting: Sighting; calledAt: number }[]>()
  for (const { call, outcome, outcomePlace } of history.invocations) {
    if (!call.procedure.startsWith('channels.mark') || outcome?.outcome !== 'ok' || outcomePlace === null) continue
    const [number, version] = [numberOf(outcome.answer, 'readNumber'), numberOf(outcome.answer, 'readVersion')]
    if (number === null || version === null) continue
    findings.fact('markers')
    const key = `${call.userId} ${call.channelId}`
    const list = answers.get(key) ?? []
    answers.set(key, list)
    list.push({ sighting: { number, version, at: outcome.at, place: outcomePlace }, calledAt: call.at })
  }
  for (const [key, list] of answers) {
    list.sort((a, b) => a.sighting.version - b.sighting.version || a.sighting.at - b.sighting.at)
    const allowed = reasons.get(key) ?? []
    for (let i = 1; i < list.length; i += 1) {
      const [before, now] = [list[i - 1], list[i]]
      if (before === undefined || now === undefined) continue
      // Two answers may have the same version: one of the calls changed nothing. Their order is then unknown.
      if (now.sighting.version === before.sighting.version && now.calledAt <= before.sighting.at) continue
      const [userId, channelId] = key.split(' ')
      const later = { ...now.sighting, at: Math.max(now.sighting.at, before.sighting.at) }
      compare(before.sighting, later, allowed, `${userId} (answers of the server) in channel ${channelId}`, findings)
    }
    checkVersions(list, key, findings)
  }
}

/** After an answer with some version, no later call is answered with a lower one. */
function checkVersions(
  list: readonly { sighting: Sighting; calledAt: number }[],
  key: string,
  findings: Findings,
): void {
  const byEnd = [...list].sort((a, b) => a.sighting.at - b.sighting.at)
  const byCall = [...list].sort((a, b) => a.calledAt - b.calledAt)
  let next = 0
  let highest: Sighting | null = null
  for (const { sighting, calledAt } of byCall) {
    for (let one = byEnd[next]; one !== undefined && one.sighting.at < calledAt; one = byEnd[++next]) {
      if (highest === null || one.sighting.version > highest.version) highest = one.sighting
    }
    if (highest === null || sighting.version >= highest.version) continue
    findings.violation(
      `the marker of ${key} had version ${highest.version} and then ${sighting.version}`,
      highest.place,
      sighting.place,
    )
  }
}

function reasonsOf(history: HistoryIndex, deadlines: Deadlines): Map<string, Reason[]> {
  const reasons = new Map<string, Reason[]>()
  const knownBy = (outcome: Outcome | null) =>
    outcome?.outcome === 'ok' ? deadlines.after(outcome.at) : Number.POSITIVE_INFINITY
  for (const { call, outcome } of history.invocations) {
    if (call.procedure !== 'channels.markUnread' || outcome?.outcome === 'refused') continue
    const number = numberOf(call.input, 'number')
    if (number === null) continue
    const version = outcome?.outcome === 'ok' ? numberOf(outcome.answer, 'readVersion') : null
    const reason = { from: call.at, to: knownBy(outcome), target: number - 1, version, isRefusal: false }
    heldIn(reasons, `${call.userId} ${call.channelId}`, (): Reason[] => []).push(reason)
  }
  for (const acts of membershipActs(history).values()) {
    for (const { kind, userId, channelId, invocation } of acts) {
      if (kind === 'in') continue
      const { call, outcome } = invocation
      const reason = { from: call.at, to: knownBy(outcome), target: 0, version: null, isRefusal: true }
      heldIn(reasons, `${userId} ${channelId}`, (): Reason[] => []).push(reason)
    }
  }
  return reasons
}

function checkUsage(history: HistoryIndex, findings: Findings): void {
  const before = new Map<number, { usage: Usage; place: number }>()
  for (const [place, entry] of history.entries.entries()) {
    if (entry.type !== 'usage') continue
    if (entry.phase === 'before') {
      before.set(entry.node, { usage: entry, place })
      continue
    }
    const base = before.get(entry.node)
    // 0 means that the heap was not measured.
    if (base === undefined || entry.heapBytes === 0) continue
    findings.fact('nodes')
    const say = (what: string, was: number, is: number) =>
      findings.violation(`node ${entry.node} had ${was} ${what} before the load and ${is} after it`, base.place, place)
    for (const what of exact) if (entry[what] > base.usage[what]) say(what, base.usage[what], entry[what])
    if (entry.listeners > base.usage.listeners + listenersMore) say('listeners', base.usage.listeners, entry.listeners)
    const heapMost = Math.max(base.usage.heapBytes * heapTimesMore, base.usage.heapBytes + heapBytesMore)
    if (entry.heapBytes > heapMost) say('bytes of heap', base.usage.heapBytes, entry.heapBytes)
  }
}
