/** A stream of changes: a channel's, or a user's own. */
export type Topic = `channel:${string}` | `user:${string}`

/**
 * One publication: what a topic has to say after one commit. The hub reads this envelope and never the events' JSON.
 */
export type Publication = {
  topic: Topic
  /** The stream's revision before these events, and after them. Null in a hint that has none (typing, a profile). */
  after: number | null
  revision: number | null
  /** The events as JSON objects joined by commas, without the brackets, so that batches join cheaply. May be empty. */
  events: string
  /** On a channel's topic: these users' streams stop following it, before the events are delivered. */
  removed?: string[]
  /** On a channel's topic: this user's streams do not get the events (my own typing). */
  except?: string
  /** On a user's topic: streams of "all of mine" begin to follow the channel, of which `events` tells up to `revision`. */
  joined?: { channelId: string; revision: number }
  /** On a user's topic: streams of "all of mine" follow these channels no longer, of which `events` tells that they were left. */
  left?: string[]
  /**
   * On a user's topic, when it was read and not pushed: channels the user is in, of whose memberships `events` tells.
   * Whether they were joined or only read on, rows do not say: a stream of "all of mine" that does not follow each of
   * them needs a fresh hello.
   */
  memberOf?: string[]
  /** On a user's topic: close the sockets of these sessions with 4401. */
  endedSessions?: string[]
}

/**
 * Carries publications between nodes.
 *
 * Promises: publications of one publisher to one topic arrive in the order of their `publish` calls, at every node
 * that subscribed before the first of them, the publishing node included. Does not promise: that none is lost, nor an
 * order between publishers. Whoever listens must bear both; see the hub.
 */
export interface Bus {
  /** Resolves once the bus has it; rejects, within 500 ms, when it cannot be had. The caller logs and goes on. */
  publish(publication: Publication): Promise<void>
  /** Resolves once nothing published from now on is missed; while the bus is down it still resolves, and `onRecovered` tells later. */
  subscribe(topics: readonly Topic[]): Promise<void>
  unsubscribe(topics: readonly Topic[]): void
  /** The node's one listener: it gets what its topics carry. */
  onPublication(listener: (publication: Publication) => void): void
  /** Called when publications may have been lost: after a reconnect. */
  onRecovered(listener: () => void): void
  /** Whether publications flow now, for `/readyz` and the metrics. */
  healthy(): boolean
  /** How often it has left a connection on which this node no longer heard itself. Only grows. */
  echoes(): number
  /** How many topics it is subscribed to, for the metrics. */
  subscriptions(): number
  close(): Promise<void>
}
