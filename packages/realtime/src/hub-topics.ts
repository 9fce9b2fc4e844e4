import type { Bus, Topic } from './bus.ts'
import type { HubHost } from './hub-follow.ts'
import { HubTopic } from './hub-topic.ts'
import type { ThrottledLog } from './throttled-log.ts'

/** The topics that this node needs, each subscribed once on the bus for as long as anybody here needs it. */
export class HubTopics {
  readonly #bus: Bus
  readonly #warn: ThrottledLog
  readonly #host: HubHost
  readonly #topics = new Map<Topic, HubTopic>()

  constructor(bus: Bus, warn: ThrottledLog, host: HubHost) {
    this.#bus = bus
    this.#warn = warn
    this.#host = host
  }

  get size(): number {
    return this.#topics.size
  }

  get(name: Topic): HubTopic | undefined {
    return this.#topics.get(name)
  }

  all(): HubTopic[] {
    return [...this.#topics.values()]
  }

  /** Finds them or begins to subscribe; `topic.ready` tells when that is done. Follow or retain them in this same turn. */
  open(names: readonly Topic[]): HubTopic[] {
    const fresh: HubTopic[] = []
    const topics = names.map((name) => {
      let topic = this.#topics.get(name)
      if (topic === undefined) {
        topic = new HubTopic(name, this.#host)
        this.#topics.set(name, topic)
        fresh.push(topic)
      }
      return topic
    })
    if (fresh.length > 0) {
      const ready = this.#bus
        .subscribe(fresh.map((t) => t.name))
        .catch((error) => this.#warn(error, 'Could not subscribe; the audit finds what is missed'))
        .then(() => {
          for (const topic of fresh) topic.ready = null
        })
      for (const topic of fresh) topic.ready = ready
    }
    return topics
  }

  retain(name: Topic): HubTopic {
    const [topic] = this.open([name])
    if (topic === undefined) throw new Error('unreachable: open answers for each name')
    topic.retained += 1
    return topic
  }

  release(topic: HubTopic): void {
    topic.retained -= 1
    this.dropIfIdle(topic)
  }

  /** To be called whenever a topic has lost a follower. */
  dropIfIdle(topic: HubTopic): void {
    if (topic.follows.size > 0) return
    // With nobody to forward to, `forwarded` would grow stale.
    topic.reset()
    if (topic.retained > 0 || this.#topics.get(topic.name) !== topic) return
    this.#topics.delete(topic.name)
    this.#bus.unsubscribe([topic.name])
  }
}
