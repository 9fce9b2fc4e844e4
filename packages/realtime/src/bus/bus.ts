/** A sequence of changes: those of a channel, of a user (memberships, markers, drafts, profile), or of all user groups. */
export type Topic = `channel:${string}` | `user:${string}` | 'groups'

/**
 * What a topic publishes after one commit: an envelope, which the hub reads, and events, whose JSON it never parses.
 */
export type Publication = {
  topic: Topic
  /** The topic's revision before these events, and after them. Both are null in a hint (typing, a profile), which has no place in the order. */
  after: number | null
  revision: number | null
  /** The events as JSON objects joined by commas, without brackets, so that several batches can be joined cheaply. May be empty. */
  events: string
  /** On a channel's topic: the subscriptions of these users end before the events are delivered. */
  removed?: string[]
  /**
   * On a channel's topic: this user, or these users, do not get the events (nobody is shown that they are typing themselves).
   * Nodes of the release before know one user only, and drop a hint that names several.
   */
  except?: string | string[]
  /**
   * On a user's topic: the user has joined this channel, and `events` tells about it up to its revision `revision`. The
   * user's streams of all channels subscribe to it from there on.
   */
  joined?: { channelId: string; revision: number }
  /** On a user's topic: `events` tells that these channels were left. The user's streams of all channels end their subscriptions to them. */
  left?: string[]
  /**
   * On a user's topic, only when it was read from the database: the channels that the user is in and whose membership
   * rows are among `events`. A row does not tell whether the channel was joined or only its read marker moved, so a
   * stream of all channels that is not subscribed to each of these needs a fresh hello.
   */
  memberOf?: string[]
  /** On a user's topic: close the sockets of these sessions with 4401. */
  endedSessions?: string[]
}

/**
 * Carries publications between nodes.
 *
 * Promises that what one publisher publishes to one topic arrives in the order of the `publish` calls, at every node
 * that subscribed before the first of them, the publishing node included.
 *
 * Does not promise that nothing is lost, or any order between publishers. The listener must cope with both, as the hub
 * does.
 */
export interface Bus {
  /** Resolves once the bus has the publication; rejects within 500 ms when it cannot be reached. The caller logs that and goes on. */
  publish(publication: Publication): Promise<void>
  /** Resolves once nothing that is published from then on is missed. While the bus is down it resolves all the same, and `onRecovered` is called later. */
  subscribe(topics: readonly Topic[]): Promise<void>
  unsubscribe(topics: readonly Topic[]): void
  /** Sets the node's only listener. It gets the publications of the subscribed topics. */
  onPublication(listener: (publication: Publication) => void): void
  /** Called when publications may have been lost: after a reconnect. */
  onRecovered(listener: () => void): void
  /** Whether publications can be sent and received now, for `/readyz` and the metrics. */
  healthy(): boolean
  /** How often a connection was replaced because this node no longer heard its own publications on it. Only grows. */
  echoes(): number
  /** How many topics are subscribed to, for the metrics. */
  subscriptions(): number
  close(): Promise<void>
}
