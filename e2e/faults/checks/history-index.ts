import type { Call, ClientInfo, Entry, Fault, MessageState, Outcome, Row, Start } from '../history/entry.ts'
import { messageOf, textOf } from './fields.ts'
import type { Span } from './spans.ts'

/** A call and its outcome, which is null when the history ends before it. Places are indexes into the history. */
export type Invocation = { call: Call; place: number; outcome: Outcome | null; outcomePlace: number | null }

/** All tries of a send with one client id. At most one of them stored the message. */
export type Send = {
  channelId: string
  userId: string
  clientId: string
  tries: Invocation[]
  /** The first acknowledgement. */
  acknowledged: { state: MessageState; at: number; place: number } | null
}

export type FaultSpan = Span & { name: string; what: string; place: number }

export type Table = { row: Row; place: number; byNumber: Map<number, Row['messages'][number]> }

/** A history, indexed by what the checks need. */
export type HistoryIndex = {
  entries: readonly Entry[]
  start: Start | null
  endAt: number
  /** The N of the promises, in milliseconds. */
  settleMs: number
  clients: Map<string, ClientInfo>
  userOf(client: string): string | null
  faults: FaultSpan[]
  invocations: Invocation[]
  sends: Map<string, Send>
  tables: Map<string, Table>
  /** When each client had a socket with a `hello`. Sockets that never ended last until the end of the history. */
  links: Map<string, Span[]>
}

const settleMsDefault = 5_000

/** Procedures that store a message with a client id, and the channel in which they do. */
const sendsTo: Record<string, string> = { 'messages.send': 'channelId', 'messages.forward': 'toChannelId' }

export const sendKey = (channelId: string, userId: string | null, clientId: string): string =>
  `${channelId} ${userId} ${clientId}`.toLowerCase()

export function indexHistory(entries: readonly Entry[]): HistoryIndex {
  const clients = new Map<string, ClientInfo>()
  const users = new Map<string, string>()
  const faults = new Map<number, FaultSpan>()
  const byId = new Map<string, Invocation>()
  const tables = new Map<string, Table>()
  const links = new Map<string, Span[]>()
  let start: Start | null = null
  let endAt = 0
  for (const [place, entry] of entries.entries()) {
    endAt = Math.max(endAt, entry.at)
    if (entry.type === 'start') {
      start = entry
      for (const info of entry.clients) clients.set(info.client, info)
    } else if (entry.type === 'fault') noteFault(faults, entry, place)
    else if (entry.type === 'call') {
      users.set(entry.client, entry.userId)
      byId.set(entry.id, { call: entry, place, outcome: null, outcomePlace: null })
    } else if (entry.type === 'outcome') {
      const invocation = byId.get(entry.id)
      if (invocation !== undefined && invocation.outcome === null) {
        invocation.outcome = entry
        invocation.outcomePlace = place
      }
    } else if (entry.type === 'table') {
      const byNumber = new Map(entry.messages.map((message) => [message.number, message]))
      tables.set(entry.channelId, { row: entry, place, byNumber })
    } else if (entry.type === 'link') {
      const spans = links.get(entry.client) ?? []
      links.set(entry.client, spans)
      const last = spans.at(-1)
      if (last?.to === Number.POSITIVE_INFINITY) last.to = entry.at
      if (entry.state === 'open') spans.push({ from: entry.at, to: Number.POSITIVE_INFINITY })
    }
  }
  const invocations = [...byId.values()]
  return {
    entries,
    start,
    endAt,
    settleMs: start?.settleMs ?? settleMsDefault,
    clients,
    userOf: (client) => clients.get(client)?.userId ?? users.get(client) ?? null,
    faults: [...faults.values()],
    invocations,
    sends: sendsOf(invocations),
    tables,
    links,
  }
}

function noteFault(faults: Map<number, FaultSpan>, { id, name, what, phase, at }: Fault, place: number): void {
  const known = faults.get(id)
  if (known === undefined) faults.set(id, { name, what, place, from: at, to: Number.POSITIVE_INFINITY })
  if (phase === 'end') {
    const fault = faults.get(id)
    if (fault !== undefined) fault.to = at
  }
}

function sendsOf(invocations: readonly Invocation[]): Map<string, Send> {
  const sends = new Map<string, Send>()
  for (const invocation of invocations) {
    const { input, procedure, userId } = invocation.call
    const where = sendsTo[procedure]
    const [channelId, clientId] = [where === undefined ? null : textOf(input, where), textOf(input, 'clientId')]
    if (channelId === null || clientId === null) continue
    const key = sendKey(channelId, userId, clientId)
    const send = sends.get(key) ?? { channelId, userId, clientId, tries: [], acknowledged: null }
    sends.set(key, send)
    send.tries.push(invocation)
    const { outcome, outcomePlace } = invocation
    const state = outcome?.outcome === 'ok' ? messageOf(outcome.answer) : null
    if (state === null || outcome === null || outcomePlace === null) continue
    if (send.acknowledged === null || outcome.at < send.acknowledged.at) {
      send.acknowledged = { state, at: outcome.at, place: outcomePlace }
    }
  }
  return sends
}
