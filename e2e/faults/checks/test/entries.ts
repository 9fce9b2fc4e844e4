import type { Entry, MessageState, Row } from '../../history/entry.ts'

// Builders for the lines of a history, so that tests stay short. Times are in milliseconds.

const users = ['ann', 'ben', 'cat']
const channel = 'general'

/** A history with Ann (who has two clients), Ben and Cat, all connected from the start and showing the channel, which is empty. */
export function story(...lines: Entry[][]): Entry[] {
  const clients = [...users, 'ann-too'].map((client) => ({
    client,
    userId: client.replace('-too', ''),
    sessionId: `session of ${client}`,
    kind: 'stock' as const,
  }))
  const arrivals = clients.flatMap(({ client }) => [...link(1, client, 'open'), ...view(1, client, [])])
  const start: Entry = { type: 'start', at: 0, seed: 1, nodes: 3, settleMs: 5_000, clients }
  return [start, ...arrivals, ...lines.flat()].sort((a, b) => a.at - b.at)
}

export const said = (number: number, more: Partial<MessageState> = {}): MessageState => ({
  number,
  revision: number,
  userId: 'ann',
  clientId: `id-${number}`,
  content: `words ${number}`,
  editedAt: null,
  deletedAt: null,
  ...more,
})

let calls = 0

/** A call and its outcome. `answer` is a message or a marker; with outcome `none`, the history ends before the answer. */
export function call(
  from: number,
  to: number,
  procedure: string,
  input: object,
  more: {
    client?: string
    outcome?: 'ok' | 'refused' | 'unknown' | 'none'
    reason?: string
    answer?: unknown
    socket?: number
    frame?: number
  } = {},
): Entry[] {
  const { client = 'ann', outcome = 'ok', reason = null, answer = null, socket = null, frame = null } = more
  const id = `call ${++calls}`
  const userId = client.replace('-too', '')
  const channelId = 'channelId' in input ? String(input.channelId) : null
  const begun: Entry = { type: 'call', at: from, id, client, userId, procedure, channelId, input, socket, frame }
  return outcome === 'none' ? [begun] : [begun, { type: 'outcome', at: to, id, outcome, reason, answer }]
}

/** A send that is acknowledged, unless `more` says otherwise. */
export const send = (from: number, to: number, state: MessageState, more: Parameters<typeof call>[4] = {}): Entry[] => {
  const input = { channelId: channel, clientId: state.clientId, content: state.content }
  return call(from, to, 'messages.send', input, { answer: more.outcome ? null : state, ...more })
}

export const applied = (
  at: number,
  client: string,
  messages: MessageState[],
  by: 'live' | 'pull' = 'live',
): Entry[] => [{ type: 'applied', at, client, channelId: channel, by, messages }]

export const view = (at: number, client: string, numbers: number[], more: { closed?: true } = {}): Entry[] => [
  { type: 'view', at, client, channelId: channel, from: numbers[0] ?? 1, to: numbers.at(-1) ?? 0, numbers, ...more },
]

/** All clients are given these messages, and show everything up to the last one. */
export const toAll = (at: number, messages: MessageState[], clients = [...users, 'ann-too']): Entry[] => {
  const last = messages.at(-1)?.number ?? 0
  const numbers = Array.from({ length: last }, (_, i) => i + 1)
  return clients.flatMap((client) => [...applied(at, client, messages), ...view(at, client, numbers)])
}

export const link = (at: number, client: string, state: 'open' | 'gone', socket = 1): Entry[] => [
  { type: 'link', at, client, socket, state, node: 0 },
]

export const delivery = (at: number, client: string): Entry[] => [
  { type: 'delivery', at, client, channelId: channel, socket: 1 },
]

export const fault = (from: number, to: number, name: string, id = from): Entry[] => [
  { type: 'fault', at: from, id, name, phase: 'begin', what: name },
  { type: 'fault', at: to, id, name, phase: 'end', what: name },
]

export const presence = (at: number, client: string, userId: string, status: string): Entry[] => [
  { type: 'presence', at, client, userId, status },
]

export const marker = (at: number, client: string, readNumber: number, readVersion: number): Entry[] => [
  { type: 'marker', at, client, channelId: channel, readNumber, readVersion, unread: 0 },
]

export const table = (at: number, messages: MessageState[], more: Partial<Row> = {}): Entry[] => [
  {
    type: 'table',
    at,
    channelId: channel,
    firstNumber: messages[0]?.number ?? 1,
    lastNumber: messages.at(-1)?.number ?? 0,
    counted: messages.length,
    revision: Math.max(0, ...messages.map(({ revision }) => revision)),
    memberIds: users,
    messages: messages.map((message) => ({ ...message, kind: 'user' })),
    ...more,
  },
]
