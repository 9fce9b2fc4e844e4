import type { Bus, Topic } from '../bus/bus.ts'
import type { HubContext, TopicRegistry } from './context.ts'
import { HubTopic } from './topic.ts'

/** The topics that this node needs. Each is subscribed to once on the bus, for as long as anybody here needs it. */
export class HubTopics implements TopicRegistry {
  readonly #bus: Bus
  readonly #context: HubContext
  readonly #topics = new Map<Topic, HubTopic>()

  constructor(bus: Bus, context: HubContext) {
    this.#bus = bus
    this.#context = context
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

  open(names: readonly Topic[]): HubTopic[] {
    const fresh: HubTopic[] = []
    const topics = names.map((name) => {
      let topic = this.#topics.get(name)
      if (topic === undefined) {
        topic = new HubTopic(name, this.#context, this.#drop)
        this.#topics.set(name, topic)
        fresh.push(topic)
      }
      return topic
    })
    if (fresh.length > 0) {
      const ready = this.#bus
        .subscribe(fresh.map((topic) => topic.name))
        .catch((error) => this.#context.warn(error, 'Could not subscribe; the audit finds what is missed'))
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
    topic.retain()
    return topic
  }

  readonly #drop = (topic: HubTopic) => {
    // It may have been dropped before, and a new one may have taken its name.
    if (this.#topics.get(topic.name) !== topic) return
    this.#topics.delete(topic.name)
    this.#bus.unsubscribe([topic.name])
  }
}
