import type { Topic } from '../bus/bus.ts'
import type { TopicRegistry } from './context.ts'
import type { SubscribedTopic, Subscriber, Subscription } from './subscription.ts'

/** The subscriptions of one stream, at most one for each topic. */
export class SubscriptionSet {
  readonly #subscriber: Subscriber
  readonly #topics: TopicRegistry
  readonly #byTopic = new Map<Topic, Subscription>()

  constructor(subscriber: Subscriber, topics: TopicRegistry) {
    this.#subscriber = subscriber
    this.#topics = topics
  }

  get(topic: Topic): Subscription | undefined {
    return this.#byTopic.get(topic)
  }

  has(topic: Topic): boolean {
    return this.#byTopic.has(topic)
  }

  /** A copy, so that subscriptions may come and go while it is gone through. */
  all(): Subscription[] {
    return [...this.#byTopic.values()]
  }

  add(topic: SubscribedTopic): Subscription {
    const known = this.#byTopic.get(topic.name)
    if (known !== undefined) return known
    const subscription: Subscription = { topic, subscriber: this.#subscriber, startRevision: 0, backlog: null }
    this.#byTopic.set(topic.name, subscription)
    topic.subscribe(subscription)
    return subscription
  }

  remove(subscription: Subscription): void {
    subscription.backlog = null
    this.#byTopic.delete(subscription.topic.name)
    subscription.topic.unsubscribe(subscription)
  }

  /** Subscribes to exactly these topics, each from its revision on. */
  setTo(known: ReadonlyMap<Topic, number>): void {
    for (const subscription of this.all()) {
      const revision = known.get(subscription.topic.name)
      if (revision === undefined) this.remove(subscription)
      else subscription.startRevision = revision
    }
    // Channels that the user came into while the revisions were read.
    const missing = [...known.keys()].filter((name) => !this.#byTopic.has(name))
    for (const topic of this.#topics.open(missing)) {
      this.add(topic).startRevision = known.get(topic.name) ?? 0
      // What was published after the reading and before the bus carried the topic was not heard.
      void topic.ready?.then(() => topic.compare())
    }
  }

  /** Gives up every catch-up that is under way: what it reads is no longer written. */
  dropBacklogs(): void {
    for (const subscription of this.#byTopic.values()) subscription.backlog = null
  }
}
