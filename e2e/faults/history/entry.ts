/**
 * The history of a fault run: JSON lines in the order of their time, which one clock gives. Clients, injector and runner write
 * it. The checkers read it, and know nothing else.
 *
 * Times (`at`) are milliseconds since the run began. A `client` is one program with one token, on one socket at a time. The
 * sockets of a client are numbered from 1 on, so that reconnects show.
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
/** The first line. `settleMs` is the N of the promises: how long after the last fault everything must be right again, in ms. */
export type Start = At & { type: 'start'; seed: number; nodes: number; settleMs: number; clients: ClientInfo[] }
export type ClientInfo = { client: string; userId: string; sessionId: string; kind: 'chime' | 'stock' }

/** `begin` is written before the fault is injected, `end` when it is healed. `name` is its kind, `what` a description. */
export type Fault = At & { type: 'fault'; id: number; name: string; phase: 'begin' | 'end'; what: string }

/** A client calls a procedure. `socket` and `frame` give the order of the frames that one socket sent. */
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
/** What came of a call. `unknown` means no answer, or `UNAVAILABLE`. The `answer` to a send is its message. */
export type Outcome = At & {
  type: 'outcome'
  id: string
  outcome: 'ok' | 'refused' | 'unknown'
  reason: string | null
  answer: unknown
}

/** A message at one revision. Of a deleted one `content` is '' and `deletedAt` is set. */
export type MessageState = {
  number: number
  revision: number
  userId: string | null
  clientId: string
  content: string
  editedAt: string | null
  deletedAt: string | null
}

/** A client took these messages into its store, in this order. */
export type Applied = At & {
  type: 'applied'
  client: string
  channelId: string
  /** Whether they came by themselves (`live`), or the client asked for them. */
  by: 'live' | 'pull'
  messages: MessageState[]
}

/** What the client shows of a channel now. It claims that these are all messages from `from` to `to`. */
export type View = At & {
  type: 'view'
  client: string
  channelId: string
  from: number
  to: number
  /** In the order shown. Their content is that of the newest `applied`. Empty, with `to` below `from`, when nothing is shown. */
  numbers: number[]
  /** The client stopped showing the channel. Until its next view nothing is promised for it. */
  closed?: true
}

/** A socket has had its `hello` (`open`), or is gone. */
type Link = At & { type: 'link'; client: string; socket: number; state: 'open' | 'gone'; node: number | null }

/** Where a client shows the read marker of its user. */
type Marker = At & {
  type: 'marker'
  client: string
  channelId: string
  readNumber: number
  readVersion: number
  unread: number
}

/** The presence of a user, as a client shows it. */
type Shown = At & { type: 'presence'; client: string; userId: string; status: string }

/** An event of a channel, of any type, reached a socket of the client. Written before the client sees it. */
type Delivery = At & { type: 'delivery'; client: string; channelId: string; socket: number }

/** The tables of one channel at the end of the run. `lastNumber` and `counted` are those of the channel row. */
export type Row = At & {
  type: 'table'
  channelId: string
  firstNumber: number
  lastNumber: number
  counted: number
  revision: number
  memberIds: string[]
  /** Anybody may read the channel (public, announcement), also after leaving it. If left out, only members may. */
  open?: boolean
  messages: (MessageState & { kind: 'user' | 'system' })[]
}

/**
 * All that a client knows when everything is quiet. One line is of a client that lived through the run (`survivor`), one of a
 * client of the same user that has just connected and loaded the same messages (`fresh`). `state` is plain data with sorted
 * keys, without what may differ between the two, such as connection ids.
 */
export type Final = At & {
  type: 'final'
  client: string
  userId: string
  role: 'survivor' | 'fresh'
  /** For a `fresh` one: the survivor whose state it must equal. If left out, that of `client`, or else of all its user's clients. */
  of?: string
  state: unknown
}

/** What a node holds, before the load and after all clients have disconnected. */
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
