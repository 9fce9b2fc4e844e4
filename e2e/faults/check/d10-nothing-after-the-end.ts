import type { Entry, MessageState } from '../history.ts'
import { holdsUp, hurtsPostgres, hurtsRedis } from './fault-kinds.ts'
import { textOf } from './fields.ts'
import { type MembershipAct, membershipActs } from './memberships.ts'
import { type FaultSpan, type Invocation, type Past, sendKey } from './past.ts'
import { Findings, type Verdict } from './verdict.ts'

/** How long after the acknowledgement something may still reach a user; and what a busy client may take to note it. */
const lateMs = 2_000 + 250
/** A call without an answer may be done for this long after it was given up. */
const unknownMs = 30_000

/** From `after` on, until `until`, nothing may reach whom it concerns. */
type Silence = { after: number; until: number; place: number; why: string }

/**
 * D10. After a removal (or a leave) was acknowledged, and until somebody begins to let the user in again, nothing of that
 * channel reaches any client of theirs; after a session's end was, nothing at all reaches its clients. 2 s later at the latest,
 * with Redis down too. The time is longer only where bytes that left before could not arrive (a stalled node or client, a
 * partition), and where neither Redis nor Postgres could tell a node.
 */
export function nothingAfterTheEnd(past: Past): Verdict {
  const findings = new Findings(
    'D10',
    'nothing of a channel reaches a user later than 2 s after their removal or the end of their session',
    past.entries,
    ['removals', 'ended sessions'],
  )
  const byUser = removals(past)
  const bySession = endedSessions(past)

  function look(entry: Entry & { client: string; channelId: string }, place: number, isOwn: boolean): void {
    const userId = past.userOf(entry.client)
    const info = past.clients.get(entry.client)
    const concerned = [
      ...(byUser.get(`${entry.channelId} ${userId}`) ?? []),
      ...((info !== undefined && bySession.get(info.sessionId)) || []),
    ]
    for (const silence of concerned) {
      if (entry.at <= silence.after || entry.at >= silence.until || isOwn) continue
      findings.violation(
        `${entry.client} was given something of channel ${entry.channelId} ${Math.round(entry.at - silence.after)} ms too late: ${silence.why}`,
        silence.place,
        place,
      )
    }
  }

  for (const [place, entry] of past.entries.entries()) {
    if (entry.type === 'delivery') look(entry, place, false)
    // A retry of an own message is answered whatever happened since. The notice of leaving is own, and was not sent.
    else if (entry.type === 'applied') {
      const { channelId, client } = entry
      const userId = past.userOf(client)
      const isSent = (state: MessageState) =>
        state.userId === userId && past.sends.has(sendKey(channelId, userId, state.clientId))
      look(entry, place, entry.messages.every(isSent))
    }
  }
  countThose(past, byUser, bySession, findings)
  return findings.verdict()
}

/** Silence proves something only where somebody said something meanwhile. */
function countThose(
  past: Past,
  byUser: Map<string, Silence[]>,
  bySession: Map<string, Silence[]>,
  findings: Findings,
): void {
  const saidIn = new Map<string, number[]>()
  const said: number[] = []
  for (const { channelId, acknowledged } of past.sends.values()) {
    if (acknowledged === null) continue
    said.push(acknowledged.at)
    const list = saidIn.get(channelId)
    if (list === undefined) saidIn.set(channelId, [acknowledged.at])
    else list.push(acknowledged.at)
  }
  const broken = (silence: Silence, times: readonly number[]) =>
    times.some((at) => at > silence.after && at < silence.until)
  for (const [key, silences] of byUser) {
    const times = saidIn.get(key.split(' ', 1)[0] ?? '') ?? []
    for (const silence of silences) if (broken(silence, times)) findings.fact('removals')
  }
  for (const silences of bySession.values())
    for (const silence of silences) if (broken(silence, said)) findings.fact('ended sessions')
}

function removals(past: Past): Map<string, Silence[]> {
  const silences = new Map<string, Silence[]>()
  const open = openChannels(past)
  for (const [key, acts] of membershipActs(past)) {
    const list: Silence[] = []
    for (const act of acts) {
      const { call, outcome } = act.invocation
      if (
        act.kind === 'in' ||
        outcome?.outcome !== 'ok' ||
        act.invocation.outcomePlace === null ||
        open.has(act.channelId)
      )
        continue
      const until = letInAgain(acts, call.at, outcome.at)
      const after = outcome.at + lateMs
      if (until <= after) continue
      const why = `${act.userId} was taken out (${call.procedure})`
      list.push({ after: excused(past.faults, outcome.at, after), until, place: act.invocation.outcomePlace, why })
    }
    if (list.length > 0) silences.set(key, list)
  }
  return silences
}

/** From when on they may be in again: any call to let them in that was not over when this removal began. */
function letInAgain(acts: readonly MembershipAct[], calledAt: number, doneAt: number): number {
  let until = Number.POSITIVE_INFINITY
  for (const { kind, invocation } of acts) {
    if (kind === 'out') continue
    const { call, outcome } = invocation
    const overAt = outcome?.outcome === 'ok' ? outcome.at : (outcome?.at ?? Number.POSITIVE_INFINITY) + unknownMs
    if (call.at >= doneAt) until = Math.min(until, call.at)
    else if (overAt > calledAt) return Number.NEGATIVE_INFINITY
  }
  return until
}

function openChannels(past: Past): Set<string> {
  const open = new Set<string>()
  for (const [channelId, { row }] of past.tables) if (row.open === true) open.add(channelId)
  for (const { call, outcome } of past.invocations) {
    const kind = textOf(call.input, 'kind')
    const id = textOf(outcome?.answer, 'id')
    if (call.procedure === 'channels.create' && id !== null && (kind === 'public' || kind === 'announcement'))
      open.add(id)
  }
  return open
}

function endedSessions(past: Past): Map<string, Silence[]> {
  const ended = new Map<string, Silence[]>()
  for (const invocation of past.invocations) {
    const { call, outcome, outcomePlace } = invocation
    if (outcome?.outcome !== 'ok' || outcomePlace === null) continue
    for (const sessionId of sessionsOf(past, invocation)) {
      const after = excused(past.faults, outcome.at, outcome.at + lateMs)
      const silence = {
        after,
        until: Number.POSITIVE_INFINITY,
        place: outcomePlace,
        why: `their session was ended (${call.procedure})`,
      }
      ended.set(sessionId, [...(ended.get(sessionId) ?? []), silence])
    }
  }
  return ended
}

function sessionsOf(past: Past, { call }: Invocation): string[] {
  const own = past.clients.get(call.client)?.sessionId
  switch (call.procedure) {
    case 'auth.logout':
      return own === undefined ? [] : [own]
    case 'auth.revokeSession': {
      const id = textOf(call.input, 'id')
      return id === null ? [] : [id]
    }
    case 'auth.revokeOtherSessions':
      return [...past.clients.values()].flatMap(({ userId, sessionId }) =>
        userId === call.userId && sessionId !== own ? [sessionId] : [],
      )
    default:
      return []
  }
}

/** The 2 s begin anew when what made them impossible is over. */
function excused(faults: readonly FaultSpan[], doneAt: number, after: number): number {
  let late = after
  const during = faults.filter(({ from, to }) => from < late && to > doneAt)
  const both = during.some(({ name }) => hurtsRedis(name)) && during.some(({ name }) => hurtsPostgres(name))
  for (const { name, to } of during)
    if (holdsUp(name) || (both && hurtsPostgres(name))) late = Math.max(late, to + lateMs)
  return late
}
