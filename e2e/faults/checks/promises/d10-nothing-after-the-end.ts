import type { Entry, MessageState } from '../../history/entry.ts'
import { holdsUp, hurtsPostgres, hurtsRedis } from '../fault-kinds.ts'
import { textOf } from '../fields.ts'
import { type FaultSpan, type HistoryIndex, type Invocation, sendKey } from '../history-index.ts'
import { type MembershipAct, membershipActs } from '../memberships.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** How long after the acknowledgement something may still reach the user, and how late a busy client may write it down. */
const lateMs = 2_000 + 250
/** The server may still do a call this long after the client gave it up. */
const unknownMs = 30_000

/** From `after` until `until`, nothing may reach the clients concerned. */
type Silence = { after: number; until: number; place: number; why: string }

/**
 * D10. When a removal or a leave was acknowledged, nothing of that channel reaches any client of the user, until somebody begins
 * to let them in again. When the end of a session was acknowledged, nothing at all reaches its clients. Both hold 2 s later at the
 * latest, also while Redis is down. It may take longer only where bytes that had left before could not arrive (a stalled node or
 * client, a partition), and where a node could learn of it neither from Redis nor from Postgres.
 */
export function nothingAfterTheEnd(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D10',
    'nothing of a channel reaches a user later than 2 s after their removal or the end of their session',
    history.entries,
    ['removals', 'ended sessions'],
  )
  const byUser = removals(history)
  const bySession = endedSessions(history)

  function look(entry: Entry & { client: string; channelId: string }, place: number, isOwn: boolean): void {
    const userId = history.userOf(entry.client)
    const info = history.clients.get(entry.client)
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

  for (const [place, entry] of history.entries.entries()) {
    if (entry.type === 'delivery') look(entry, place, false)
    // A retry of one's own message is always answered with it. The notice of leaving has the user's id too, but nobody sent it.
    else if (entry.type === 'applied') {
      const { channelId, client } = entry
      const userId = history.userOf(client)
      const isSent = (state: MessageState) =>
        state.userId === userId && history.sends.has(sendKey(channelId, userId, state.clientId))
      look(entry, place, entry.messages.every(isSent))
    }
  }
  countThose(history, byUser, bySession, findings)
  return findings.verdict()
}

/** Silence proves something only if somebody wrote in the channel meanwhile. */
function countThose(
  history: HistoryIndex,
  byUser: Map<string, Silence[]>,
  bySession: Map<string, Silence[]>,
  findings: Findings,
): void {
  const saidIn = new Map<string, number[]>()
  const said: number[] = []
  for (const { channelId, acknowledged } of history.sends.values()) {
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

function removals(history: HistoryIndex): Map<string, Silence[]> {
  const silences = new Map<string, Silence[]>()
  const open = openChannels(history)
  for (const [key, acts] of membershipActs(history)) {
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
      list.push({ after: excused(history.faults, outcome.at, after), until, place: act.invocation.outcomePlace, why })
    }
    if (list.length > 0) silences.set(key, list)
  }
  return silences
}

/** When the user may be in the channel again: at the first call to let them in that had not ended when the removal began. */
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

function openChannels(history: HistoryIndex): Set<string> {
  const open = new Set<string>()
  for (const [channelId, { row }] of history.tables) if (row.open === true) open.add(channelId)
  for (const { call, outcome } of history.invocations) {
    const kind = textOf(call.input, 'kind')
    const id = textOf(outcome?.answer, 'id')
    if (call.procedure === 'channels.create' && id !== null && (kind === 'public' || kind === 'announcement'))
      open.add(id)
  }
  return open
}

function endedSessions(history: HistoryIndex): Map<string, Silence[]> {
  const ended = new Map<string, Silence[]>()
  for (const invocation of history.invocations) {
    const { call, outcome, outcomePlace } = invocation
    if (outcome?.outcome !== 'ok' || outcomePlace === null) continue
    for (const sessionId of sessionsOf(history, invocation)) {
      const after = excused(history.faults, outcome.at, outcome.at + lateMs)
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

function sessionsOf(history: HistoryIndex, { call }: Invocation): string[] {
  const own = history.clients.get(call.client)?.sessionId
  switch (call.procedure) {
    case 'auth.logout':
      return own === undefined ? [] : [own]
    case 'auth.revokeSession': {
      const id = textOf(call.input, 'id')
      return id === null ? [] : [id]
    }
    case 'auth.revokeOtherSessions':
      return [...history.clients.values()].flatMap(({ userId, sessionId }) =>
        userId === call.userId && sessionId !== own ? [sessionId] : [],
      )
    default:
      return []
  }
}

/** The 2 s begin again when what prevented the news from arriving is over. */
function excused(faults: readonly FaultSpan[], doneAt: number, after: number): number {
  let late = after
  const during = faults.filter(({ from, to }) => from < late && to > doneAt)
  const both = during.some(({ name }) => hurtsRedis(name)) && during.some(({ name }) => hurtsPostgres(name))
  for (const { name, to } of during)
    if (holdsUp(name) || (both && hurtsPostgres(name))) late = Math.max(late, to + lateMs)
  return late
}
