import type { Log } from '@chime/protocol'
import type { Bus, Publication, Topic } from '../bus/bus.ts'
import type { HubLimits } from './limits.ts'

/** Where a stream's events are written. */
export interface Sink {
  /**
   * Writes `events`, which are JSON objects joined by commas, as in `Publication`. Streams that get the same events in
   * one turn of the event loop get the very same string, so that a frame can be built once for all of them.
   *
   * @returns false when the socket is too slow to take more for now; then nothing is written until `HubStream.resume`
   */
  write(events: string): boolean
}

/** What the hub knows of an authenticated socket. */
export type Socket = {
  id: string
  userId: string
  sessionId: string
  close(code: number, reason: string): void
}

/** Asks what is newer than revision `since` in a topic. */
export type Question = { topic: Topic; since: number }

/** What was missed of a topic, as one publication: `after` is the question's `since`, and `revision` is the topic's head. */
export type Repair = Publication & {
  /** How many rows are in `events`. */
  rows: number
}

/**
 * The answer to a question. Null when it is too much to push, or the topic is gone: its streams begin anew, and their
 * clients pull what they miss. `later` when the question has to be asked again.
 */
export type Answer = Repair | null | 'later'

/** Reads from the database, which is always right, what the hub repairs with. Implemented in `@chime/api`. */
export interface Source {
  /** The current revision of each topic, in one query. A topic that no longer exists is missing in the answer. */
  heads(topics: readonly Topic[]): Promise<Map<Topic, number>>
  /**
   * Answers in the order of the questions, all from one snapshot, in a number of queries that does not grow with them.
   * Questions that would be too much at once are answered `later`, but never all of them. A channel's `removed` names
   * everybody who has left since.
   */
  changes(questions: readonly Question[]): Promise<Answer[]>
  /** Which of these sessions have ended. Every audit asks this, so that a revocation takes effect without the bus. */
  endedSessions(sessionIds: readonly string[]): Promise<string[]>
}

/** One stream of events, as its owner sees it: `subscribe`, read the heads, `release`; the same again after each `resync`. */
export interface HubStream {
  /**
   * Resolves once nothing that is published to these topics from then on is missed. What arrives is held back until
   * `release`. The user's own topic has to be named too, before any other. To name a topic twice does no harm.
   */
  subscribe(topics: readonly Topic[]): Promise<void>
  /**
   * Writes `hello`, then what was held back and is newer than `known`, and from then on everything as it comes. If the
   * stream has lost its place meanwhile, nothing is written and `resync` is called again.
   *
   * @param known the revision of each topic, read after `subscribe` resolved; the subscription to a topic that is
   *   missing here ends
   * @param hello empty if the caller writes it itself, before this turn of the event loop ends
   */
  release(known: ReadonlyMap<Topic, number>, hello: string): void
  /** To be called when the socket has drained after `Sink.write` returned false: the stream then begins anew, by `resync`. */
  resume(): void
  close(): void
}

export interface HubConnection {
  /**
   * Opens a stream. It holds everything back until its first `release`.
   *
   * @param options.allChannels whether the stream subscribes to every channel of the user, also to those joined later
   * @param options.resync called when the stream has lost its place (slow socket, too large a gap). The caller
   *   subscribes, reads the heads and releases again, with a fresh hello. Called at most once until that `release`
   */
  open(sink: Sink, options: { allChannels: boolean; resync: () => void }): HubStream
  /** Closes all streams. Does not close the socket. */
  disconnect(): void
}

/** How many there are of each now. All are 0 again when every socket has disconnected. */
export type HubGauges = { sockets: number; streams: number; topics: number; repairs: number }

/** What has happened since the hub was created. These only grow. */
export type HubCounters = {
  /** How often a publication came whose predecessor was lost, so that the database had to be read. */
  gaps: number
  /** How often the last publications of a topic were lost, which is found by comparing heads. */
  tails: number
  /** Rows that were read because of gaps and tails. */
  rowsRepaired: number
  /** How often the bus connected, after which all heads are compared. The first connection counts too. */
  recoveries: number
  /** How often the bus replaced a connection on which the node no longer heard its own publications. */
  echoes: number
  /** How often a stream lost its place and asked for a fresh hello. */
  resyncs: number
  /** How often a stream's socket was too slow to take more. */
  slow: number
}
export type HubStats = HubGauges & HubCounters

/** The part of a node that knows which sockets subscribe to which topics. One per node. */
export interface Hub {
  /** Registers the socket, so that the end of its session closes it. Resolves once no message about that end is missed. */
  connect(socket: Socket): Promise<HubConnection>
  /** Delivers a publication on this node only, as if the bus had brought it. */
  deliverLocally(publication: Publication): void
  stats(): HubStats
  /** Closes all streams and stops the audits. Closes neither the sockets nor the bus. */
  close(): Promise<void>
}

export type HubOptions = { bus: Bus; source: Source; log: Log; limits?: Partial<HubLimits> }
