import { holdsUp, isRedisAway, isRedisNotUp } from './fault-kinds.ts'
import { textOf } from './fields.ts'
import type { Past } from './past.ts'
import { endingLater, intersection, type Span, startingLater, union, without } from './spans.ts'
import { Findings, type Verdict } from './verdict.ts'

/** How long somebody whose last connection died may still be shown. */
const ghostMs = 20_000
/** A wrong status that is gone again at once was on its way. */
const blinkMs = 250

type Watch = { client: string; userId: string; shown: { status: string; span: Span; place: number }[] }

/**
 * D11. What a connected client shows of somebody: not `online` (away, busy) 20 s after their last connection died, and not
 * `offline` N after they connected, where Redis was up all that time and before; and `unknown` N after Redis went
 * away. Whoever chose to be invisible is shown offline. What held up the messenger (a stalled node or client, a cut
 * link) is no wrong status.
 */
export function presenceIsTrue(past: Past): Verdict {
  const findings = new Findings(
    'D11',
    'presence is true within 20 s while Redis is up, and unknown while it is not',
    past.entries,
    ['absences', 'connections', 'outages of Redis'],
  )
  const { settleMs, endAt } = past
  const faultSpans = (isKind: (name: string) => boolean) =>
    union(past.faults.filter(({ name }) => isKind(name)).map(({ from, to }) => ({ from, to })))
  const all = [{ from: 0, to: endAt }]
  const held = endingLater(faultSpans(holdsUp), settleMs)
  const redisFaults = faultSpans(isRedisNotUp)
  const outages = startingLater(faultSpans(isRedisAway), settleMs)
  // A socket may be there for a while, and its user with it, before it gets the hello by which a history knows it.
  const otherFaults = endingLater(
    faultSpans((name) => !isRedisNotUp(name)),
    settleMs,
  )
  const connected = connectedUsers(past)
  const invisible = invisibleUsers(past)

  for (const { client, userId, shown } of watchesOf(past)) {
    // What one sees must have had time to arrive.
    const seeing = intersection(without(startingLater(union(past.links.get(client) ?? []), settleMs), held), all)
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
          lastLink(past, userId, wrong.from),
        )
      }
      if (status === 'offline') judge(mustBeThere, 'who was connected')
      else if (status !== 'unknown') judge(mustBeGone, `${ghostMs / 1_000} s after their last connection was gone`)
      if (status !== 'unknown') judge(mustBeUnknown, 'while Redis was away')
    }
  }
  return findings.verdict()
}

/** By watcher and watched, what was shown from when to when. */
function watchesOf(past: Past): Watch[] {
  const watches = new Map<string, Watch>()
  for (const [place, entry] of past.entries.entries()) {
    if (entry.type !== 'presence') continue
    const key = `${entry.client} ${entry.userId}`
    const watch = watches.get(key) ?? { client: entry.client, userId: entry.userId, shown: [] }
    watches.set(key, watch)
    const last = watch.shown.at(-1)
    if (last !== undefined) last.span.to = entry.at
    watch.shown.push({ status: entry.status, span: { from: entry.at, to: past.endAt }, place })
  }
  return [...watches.values()]
}

function connectedUsers(past: Past): Map<string, Span[]> {
  const users = new Map<string, Span[]>()
  for (const [client, spans] of past.links) {
    const userId = past.userOf(client)
    if (userId !== null) users.set(userId, [...(users.get(userId) ?? []), ...spans])
  }
  for (const [userId, spans] of users) users.set(userId, union(spans))
  return users
}

/** When somebody may have been invisible: from the call that chose it until N after another choice was made. */
function invisibleUsers(past: Past): Map<string, Span[]> {
  const spans = new Map<string, Span[]>()
  for (const { call, outcome } of past.invocations) {
    if (call.procedure !== 'presence.set' || outcome?.outcome === 'refused') continue
    const list = spans.get(call.userId) ?? []
    spans.set(call.userId, list)
    const last = list.at(-1)
    if (textOf(call.input, 'status') === 'invisible') {
      if (last?.to !== Number.POSITIVE_INFINITY) list.push({ from: call.at, to: Number.POSITIVE_INFINITY })
    } else if (last?.to === Number.POSITIVE_INFINITY && outcome?.outcome === 'ok') last.to = outcome.at + past.settleMs
  }
  for (const [userId, list] of spans) spans.set(userId, union(list))
  return spans
}

function lastLink(past: Past, userId: string, before: number): number | null {
  const place = past.entries.findLastIndex(
    (entry) => entry.type === 'link' && entry.at <= before && past.userOf(entry.client) === userId,
  )
  return place < 0 ? null : place
}
