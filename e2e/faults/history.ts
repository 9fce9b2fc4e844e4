/**
 * What a fault run leaves behind: JSON lines, in the order in which they were written, all by one clock. Clients,
 * injector and nodes write it; the checker reads it and knows nothing else.
 *
 * Times (`at`) are milliseconds since the run began. Whoever calls is a `client`: one program with one token, on one
 * socket at a time. Numbers of sockets count up from 1 per client, so a reconnect is seen.
 */
export type Entry =
  | Start
  | Fault
  | Call
  | Outcome
  | Applied
  | View
  | Link
  | Marker
  | Shown
  | Delivery
  | Row
  | Final
  | Usage

type At = { at: number }
/** The first line. `settleMs` is the N of the promises: how long after the last fault everything must be right again. */
export type Start = At & { type: 'start'; seed: number; nodes: number; settleMs: number; clients: ClientInfo[] }
export type ClientInfo = { client: string; userId: string; sessionId: string; kind: 'chime' | 'stock' }

/** `begin` is written before it is injected, `end` once it is healed. `name` is its kind, `what` tells it more closely. */
export type Fault = At & { type: 'fault'; id: number; name: string; phase: 'begin' | 'end'; what: string }

/** A procedure is called … `socket` and `frame` tell the order of frames, where one socket wrote several. */
export type Call = At & {
  type: 'call'
  id: string
  client: string
  userId: string
  procedure: string
  channelId: string | null
  input: unknown
  socket: number | null
  frame: number | null
}
/** … and this came of it. `unknown`: no answer, or `UNAVAILABLE`. `answer` of a send is its message, as answered. */
export type Outcome = At & {
  type: 'outcome'
  id: string
  outcome: 'ok' | 'refused' | 'unknown'
  reason: string | null
  answer: unknown
}

/** What one may hold of a message. `content` is '' and `deletedAt` set for a tombstone. */
export type MessageState = {
  number: number
  revision: number
  userId: string | null
  clientId: string
  content: string
  editedAt: string | null
  deletedAt: string | null
}

/** A client took these messages into its store, in this order, by a push or a pull. */
export type Applied = At & {
  type: 'applied'
  client: string
  channelId: string
  /** Whether it came by itself (`live`) or was asked for. */
  by: 'live' | 'pull'
  messages: MessageState[]
}

/** What a screen would show of a channel now: every message from `from` to `to`, without a gap, says the client. */
export type View = At & {
  type: 'view'
  client: string
  channelId: string
  from: number
  to: number
  /** As shown, in order. Numbers only: their content is that of the newest `applied`. Empty (`to` < `from`): nothing yet. */
  numbers: number[]
  /** The screen was left on purpose: nothing is promised of it until the next view. */
  closed?: true
}

/** A socket opened (it has had its `hello`), or is gone. */
export type Link = At & { type: 'link'; client: string; socket: number; state: 'open' | 'gone'; node: number | null }

/** Where a client shows the read marker of its own user to be. */
export type Marker = At & {
  type: 'marker'
  client: string
  channelId: string
  readNumber: number
  readVersion: number
  unread: number
}

/** How a client sees somebody's presence. */
export type Shown = At & { type: 'presence'; client: string; userId: string; status: string }

/** Bytes of a channel reached a socket of the client: written for every event of any type, before it is looked at. */
export type Delivery = At & { type: 'delivery'; client: string; channelId: string; socket: number }

/** The tables, read when all is quiet. `lastNumber`, `counted`: of the channel row. */
export type Row = At & {
  type: 'table'
  channelId: string
  firstNumber: number
  lastNumber: number
  counted: number
  revision: number
  memberIds: string[]
  /** Anybody may read it (public, announcement): who left may go on looking. Left out: only members. */
  open?: boolean
  messages: (MessageState & { kind: 'user' | 'system' })[]
}

/**
 * All that a client knows when all is quiet: one line of the client that lived through the run (`survivor`), and one of
 * a client of the same user that has just begun and loaded the same (`fresh`). `state` is plain data with sorted keys
 * and without what may differ (ids of connections, times of the client's own).
 */
export type Final = At & {
  type: 'final'
  client: string
  userId: string
  role: 'survivor' | 'fresh'
  /** Of a fresh one: the survivor before it that it is to equal. Left out: `client`, or else everyone of its user. */
  of?: string
  state: unknown
}

/** What a node holds, before the load and when everybody has gone again. */
export type Usage = At & {
  type: 'usage'
  node: number
  phase: 'before' | 'after'
  heapBytes: number
  listeners: number
  sockets: number
  streams: number
  topics: number
  redisSubscriptions: number
}
