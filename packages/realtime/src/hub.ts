import type { Log } from '@chime/protocol'
import type { Bus, Publication, Topic } from './bus.ts'
import type { HubLimits } from './hub-limits.ts'

/** Where a stream's events go: one subscription of one socket. */
export interface Sink {
  /**
   * `events` as in `Publication`: JSON objects joined by commas. Streams that get the same in one turn of the event
   * loop get the very same string, so a frame can be built once for all of them.
   *
   * @returns false when the socket is too slow to take more for now: the stream gets nothing until `HubStream.resume`
   */
  write(events: string): boolean
}

/** An authenticated socket, as the hub sees it. */
export type Socket = {
  id: string
  userId: string
  sessionId: string
  close(code: number, reason: string): void
}

/** What is newer than `since` in a topic? */
export type Question = { topic: Topic; since: number }

/** What a topic has missed: one publication whose `after` is the question's `since` and whose `revision` is the head. */
export type Repair = Publication & {
  /** How many rows `events` tells of. */
  rows: number
}

/** Null: too much to push, or the topic is gone; streams get `resync` and their clients pull. `later`: ask again. */
export type Answer = Repair | null | 'later'

/** Reads the truth from the database, for the hub to repair with. Implemented in `@chime/api`. */
export interface Source {
  /** The current revision of each topic; a topic that no longer exists is missing. One query. */
  heads(topics: readonly Topic[]): Promise<Map<Topic, number>>
  /**
   * Answers in the order asked, all from one snapshot, in a number of queries that does not grow with the questions.
   * What would be too much at once is answered `later`, but never all of it. A channel's `removed` names everybody who
   * left since.
   */
  changes(questions: readonly Question[]): Promise<Answer[]>
  /** Of these, the sessions that have ended. Asked in every audit, so that a revocation needs no bus. */
  endedSessions(sessionIds: readonly string[]): Promise<string[]>
}

export interface HubStream {
  /**
   * Resolves once nothing published to these from now on is missed. Until `release`, what arrives is held. The user's
   * own topic is one of those to name, first of all. Naming one again does no harm.
   */
  follow(topics: readonly Topic[]): Promise<void>
  /**
   * Writes `hello` (nothing if it is empty: the caller writes it before this turn ends), then what was held and is newer than `known`, then everything as it comes. `known` must be read
   * after `follow` resolved. A followed topic that is missing in `known` is followed no longer. Where the place was
   * lost meanwhile, nothing is written and `resync` is called again.
   */
  release(known: ReadonlyMap<Topic, number>, hello: string): void
  /** The socket has drained after `Sink.write` returned false: `resync` is called. Else nothing happens. */
  resume(): void
  close(): void
}

export interface HubConnection {
  /**
   * @param mine the stream follows every channel of the user, also those joined later
   * @param resync called when the stream has lost its place (slow socket, too large a gap): the caller follows, reads
   *   heads and releases again, with a fresh `hello`; until then everything is held. Never called while held already
   */
  open(sink: Sink, options: { mine: boolean; resync: () => void }): HubStream
  disconnect(): void
}

/** How many there are of each now; all fall back to 0 when everybody has gone. */
export type HubGauges = { sockets: number; streams: number; topics: number; repairs: number }

/** What happened since the hub was made. These only grow. */
export type HubCounters = {
  /** Times that a publication came whose predecessor was lost, so that the database had to be asked. */
  gaps: number
  /** Times that the last publications of a topic were lost, found by comparing heads. */
  tails: number
  /** Rows that gaps and tails brought. */
  rowsRepaired: number
  /** Times that the bus was connected anew, after which all heads are compared. The first connection is one too. */
  recoveries: number
  /** Of these, times that the node had left a connection on which it no longer heard itself. */
  echoes: number
  /** Streams that lost their place and were sent a fresh hello. */
  resyncs: number
  /** Streams whose socket was too slow to take more. */
  slow: number
}
export type HubStats = HubGauges & HubCounters

/** The part of a node that knows which sockets follow which topics. One per node. */
export interface Hub {
  /** Registers the socket, so that the end of its session closes it, and resolves once nothing about that is missed. */
  connect(socket: Socket): Promise<HubConnection>
  /** Hands on a publication on this node alone, as if the bus had brought it. */
  tell(publication: Publication): void
  stats(): HubStats
  /** Lets go of all sockets, without closing them, and of the bus, without closing it. */
  close(): Promise<void>
}

export type HubOptions = { bus: Bus; source: Source; log: Log; limits?: Partial<HubLimits> }
