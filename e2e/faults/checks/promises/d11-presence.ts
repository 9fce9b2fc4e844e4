import { holdsUp, isRedisAway, isRedisNotUp } from '../fault-kinds.ts'
import { textOf } from '../fields.ts'
import type { HistoryIndex } from '../history-index.ts'
import { endingLater, intersection, type Span, startingLater, union, without } from '../spans.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** How long a user may still be shown as online after their last connection died. */
const ghostMs = 20_000
/** A wrong status that lasts less than this was on its way when things changed. */
const blinkMs = 250

type Watch = { client: string; userId: string; shown: { status: string; span: Span; place: number }[] }

/**
 * D11. What a connected client shows of a user: not `online`, `away` or `busy` 20 s after the user's last connection died; not
 * `offline` N after they connected, if Redis was up all the time; and `unknown` N after Redis went away. A user who chose to be
 * invisible is shown as offline. A status is excused while the news of a change could not arrive: a stalled node or client, a cut
 * link.
 */
export function presenceIsTrue(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D11',
    'presence is true within 20 s while Redis is up, and unknown while it is not',
    history.entries,
    ['absences', 'connections', 'outages of Redis'],
  )
  const { settleMs, endAt } = history
  const faultSpans = (isKind: (name: string) => boolean) =>
    union(history.faults.filter(({ name }) => isKind(name)).map(({ from, to }) => ({ from, to })))
  const all = [{ from: 0, to: endAt }]
  const held = endingLater(faultSpans(holdsUp), settleMs)
  const redisFaults = faultSpans(isRedisNotUp)
  const outages = startingLater(faultSpans(isRedisAway), settleMs)
  // The history knows a socket from its hello on. The socket, and so its user, may have been there a while before.
  const otherFaults = endingLater(
    faultSpans((name) => !isRedisNotUp(name)),
    settleMs,
  )
  const connected = connectedUsers(history)
  const invisible = invisibleUsers(history)

  for (const { client, userId, shown } of watchesOf(history)) {
    // The news needed time to arrive.
    const seeing = intersection(without(startingLater(union(history.links.get(client) ?? []), settleMs), held), all)
    if (seeing.length === 0) continue
    const here = connected.get(userId) ?? []
    const gone = startingLater(without(all, here), ghostMs)
    const there = without(startingLater(here, settleMs), invisible.get(userId) ?? [])
    const mustBeGone = without(without(intersection(seeing, gone), endingLater(redisFaults, ghostMs)), otherFaults)
    const mustBeThere = without(intersection(seeing, there), endingLater(redisFaults, settleMs + ghostMs))
    const mustBeUnknown = intersection(seeing, outages)
    if (mustBeGone.length > 0) findings.fact('absences', mustBeGone.length)
    if (mustBeThere.length > 0) findings.fact('connections', mustBeThere.length)
    if (mustBeUnknown.length > 0) findings.fact('outages of Redis', mustBeUnknown.length)

    for (const { status, span, place } of shown) {
      const judge = (forbidden: readonly Span[], why: string) => {
        const wrong = intersection([span], forbidden).find(({ from, to }) => to - from > blinkMs)
        if (wrong === undefined) return
        const times = `from ${Math.round(wrong.from)} to ${Math.round(wrong.to)} ms`
        findings.violation(
          `${client} was shown ${userId} as ${status} ${times}, ${why}`,
          place,
          lastLink(history, userId, wrong.from),
        )
      }
      if (status === 'offline') judge(mustBeThere, 'who was connected')
      else if (status !== 'unknown') judge(mustBeGone, `${ghostMs / 1_000} s after their last connection was gone`)
      if (status !== 'unknown') judge(mustBeUnknown, 'while Redis was away')
    }
  }
  return findings.verdict()
}

/** By watcher and watched user, which status was shown from when to when. */
function watchesOf(history: HistoryIndex): Watch[] {
  const watches = new Map<string, Watch>()
  for (const [place, entry] of history.entries.entries()) {
    if (entry.type !== 'presence') continue
    const key = `${entry.client} ${entry.userId}`
    const watch = watches.get(key) ?? { client: entry.client, userId: entry.userId, shown: [] }
    watches.set(key, watch)
    const last = watch.shown.at(-1)
    if (last !== undefined) last.span.to = entry.at
    watch.shown.push({ status: entry.status, span: { from: entry.at, to: history.endAt }, place })
  }
  return [...watches.values()]
}

function connectedUsers(history: HistoryIndex): Map<string, Span[]> {
  const users = new Map<string, Span[]>()
  for (const [client, spans] of history.links) {
    const userId = history.userOf(client)
    if (userId !== null) users.set(userId, [...(users.get(userId) ?? []), ...spans])
  }
  for (const [userId, spans] of users) users.set(userId, union(spans))
  return users
}

/** When users may have been invisible: from the call that chose it until N after another choice. */
function invisibleUsers(history: HistoryIndex): Map<string, Span[]> {
  const spans = new Map<string, Span[]>()
  for (const { call, outcome } of history.invocations) {
    if (call.procedure !== 'presence.set' || outcome?.outcome === 'refused') continue
    const list = spans.get(call.userId) ?? []
    spans.set(call.userId, list)
    const last = list.at(-1)
    if (textOf(call.input, 'status') === 'invisible') {
      if (last?.to !== Number.POSITIVE_INFINITY) list.push({ from: call.at, to: Number.POSITIVE_INFINITY })
    } else if (last?.to === Number.POSITIVE_INFINITY && outcome?.outcome === 'ok')
      last.to = outcome.at + history.settleMs
  }
  for (const [userId, list] of spans) spans.set(userId, union(list))
  return spans
}

function lastLink(history: HistoryIndex, userId: string, before: number): number | null {
  const place = history.entries.findLastIndex(
    (entry) => entry.type === 'link' && entry.at <= before && history.userOf(entry.client) === userId,
  )
  return place < 0 ? null : place
}
