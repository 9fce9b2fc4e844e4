import type { Topic } from '../bus/bus.ts'
import type { ThrottledLog } from '../throttled-log.ts'
import type { HubCounters } from './hub.ts'
import type { HubLimits } from './limits.ts'
import type { SourceReader } from './source-reader.ts'
import type { SubscribedTopic, Subscriber, Subscription } from './subscription.ts'

/** The parts of a hub that its topics and streams share. */
export type HubContext = {
  readonly limits: HubLimits
  readonly warn: ThrottledLog
  readonly reader: SourceReader
  readonly topics: TopicRegistry
  readonly counters: HubCounters
  /** Subscriptions whose missed rows could not be read: the next audit tries again. */
  readonly failedCatchUps: Set<Subscription>
  /** The streams of a user on this node. */
  streamsOf(userId: string): Iterable<Subscriber>
}

/** The topics that this node is subscribed to on the bus. `HubTopics` implements it. */
export interface TopicRegistry {
  /**
   * Finds these topics, or begins to subscribe to them on the bus; `ready` of each tells when that is done. Subscribe to
   * them or retain them without an `await` in between: a topic that nobody needs may be dropped at any time.
   */
  open(names: readonly Topic[]): SubscribedTopic[]
  /** Keeps the topic without a stream that subscribes to it, until `release` is called on it. */
  retain(name: Topic): SubscribedTopic
}
