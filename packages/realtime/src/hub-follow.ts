import type { Publication } from './bus.ts'
import type { HubCounters } from './hub.ts'
import type { HubLimits } from './hub-limits.ts'
import type { Reads } from './hub-reads.ts'
import type { HubStream } from './hub-stream.ts'
import type { HubTopic } from './hub-topic.ts'
import type { HubTopics } from './hub-topics.ts'
import type { ThrottledLog } from './throttled-log.ts'

/** What topics and streams need of the hub that they live in. */
export type HubHost = {
  readonly limits: HubLimits
  readonly warn: ThrottledLog
  readonly reads: Reads
  readonly topics: HubTopics
  readonly counters: HubCounters
  /** Follows whose rows could not be read; the audit tries again. */
  readonly lagging: Set<Follow>
  /** The streams of a user on this node. */
  streamsOf(userId: string): Iterable<HubStream>
}

/** A stream's place in a topic. */
export type Follow = {
  readonly topic: HubTopic
  readonly stream: HubStream
  /** What the stream was told otherwise, by its hello or by `joined`: publications up to here are not for it. */
  floor: number
  /** Publications that wait while older rows are read for this stream alone; null when none are. */
  lag: Step[] | null
}

/** A publication that has its place in the order, unlike a hint. */
export type Step = Publication & { after: number; revision: number }

export const isStep = (publication: Publication): publication is Step =>
  publication.after !== null && publication.revision !== null
