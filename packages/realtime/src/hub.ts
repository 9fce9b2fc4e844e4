import type { Bus, Publication, Topic } from './bus.ts'

/** Where a stream's events go: one subscription of one socket. */
export interface Sink {
  /** `events` as in `Publication`: JSON objects joined by commas. False when the socket is too slow to take more for now. */
  write(events: string): boolean
}

/** An authenticated socket, as the hub sees it. */
export type Socket = {
  id: string
  userId: string
  sessionId: string
  close(code: number, reason: string): void
}

/** Reads the truth from the database, for the hub to repair with. Implemented in `@chime/api`. */
export interface Source {
  /** The current revision of each topic; a topic that no longer exists is missing. One query. */
  heads(topics: readonly Topic[]): Promise<Map<Topic, number>>
  /**
   * What is newer than `since`, as one publication whose `after` is `since`. Null when it is too much to push:
   * streams then get `resync` and their clients pull.
   */
  changes(topic: Topic, since: number): Promise<Publication | null>
  /** Of these, the sessions that have ended. Asked in every audit, so that a revocation needs no bus. */
  endedSessions(sessionIds: readonly string[]): Promise<string[]>
}

export interface HubStream {
  /** Resolves once nothing published to these from now on is missed. Until `release`, what arrives is held. */
  follow(topics: readonly Topic[]): Promise<void>
  /** Writes `hello`, then what was held and is newer than `known`, then everything as it comes. */
  release(known: ReadonlyMap<Topic, number>, hello: string): void
  close(): void
}

export interface HubConnection {
  /**
   * @param mine the stream follows every channel of the user, also those joined later
   * @param resync called when the stream has lost its place (slow socket, too large a gap): the caller sends a fresh `hello`
   */
  open(sink: Sink, options: { mine: boolean; resync: () => void }): HubStream
  disconnect(): void
}

/** The part of a node that knows which sockets follow which topics. One per node. */
export interface Hub {
  /** Registers the socket, so that the end of its session closes it. */
  connect(socket: Socket): Promise<HubConnection>
  /** How many there are of each now; all fall back to 0 when everybody has gone. */
  stats(): { sockets: number; streams: number; topics: number; repairs: number }
  close(): Promise<void>
}

export type HubOptions = { bus: Bus; source: Source }
