import type { Publication, Topic } from '../bus/bus.ts'
import { catchUp } from './catch-up.ts'
import type { HubContext } from './context.ts'
import { HoldBuffer, hasJoinSince } from './hold-buffer.ts'
import type { HubStream, Sink } from './hub.ts'
import { StreamWriter } from './stream-writer.ts'
import {
  isOrdered,
  type OrderedPublication,
  type SubscribedTopic,
  type Subscriber,
  type Subscription,
} from './subscription.ts'
import { SubscriptionSet } from './subscription-set.ts'
import type { WriteBatch } from './write-batch.ts'

export type StreamOptions = {
  userId: string
  allChannels: boolean
  sink: Sink
  resync: () => void
  onClose: () => void
}

type State = 'holding' | 'live' | 'slow' | 'closed'

/**
 * One stream of events to one socket, from any number of topics.
 *
 *     created ─▶ holding ── release() ─────────────────────────────────────────────▶ live
 *                holding ── release(), but the socket is full ─────────────────────▶ slow
 *                holding ── release(), but too much was held, or a channel joined ─▶ holding, and resync
 *                live ───── subscribe() ───────────────────────────────────────────▶ holding
 *                live ───── the place is lost, see `Subscriber.resync` ────────────▶ holding, and resync
 *                live ───── its user left one of the channels that it names ───────▶ holding, and resync
 *                live ───── the socket is full ────────────────────────────────────▶ slow
 *                slow ───── resume(): the socket has drained ──────────────────────▶ holding, and resync
 *                any ────── close() ───────────────────────────────────────────────▶ closed
 *
 * - holding: what arrives is kept in the hold buffer. `release` writes the hello, and then what was held.
 * - live: what arrives is written at the end of this turn of the event loop.
 * - slow: what arrives is dropped.
 *
 * "and resync": the owner is asked to subscribe, read the heads and release again, with a fresh hello.
 */
export class EventStream implements HubStream, Subscriber {
  readonly allChannels: boolean
  readonly #userId: string
  readonly #userTopic: Topic
  readonly #options: StreamOptions
  readonly #context: HubContext
  readonly #writer: StreamWriter
  readonly #subscriptions: SubscriptionSet
  readonly #held: HoldBuffer
  #state: State = 'holding'

  constructor(options: StreamOptions, context: HubContext, batch: WriteBatch) {
    this.allChannels = options.allChannels
    this.#userId = options.userId
    this.#userTopic = `user:${options.userId}`
    this.#options = options
    this.#context = context
    this.#subscriptions = new SubscriptionSet(this, context.topics)
    this.#held = new HoldBuffer(context.limits.heldMax)
    this.#writer = new StreamWriter(options.sink, batch, () => this.#onFull(), context.warn)
  }

  get isLive(): boolean {
    return this.#state === 'live'
  }

  async subscribe(names: readonly Topic[]): Promise<void> {
    if (this.#state === 'closed') return
    if (this.#state === 'live') this.#hold()
    const topics = this.#context.topics.open(names)
    for (const topic of topics) this.#subscriptions.add(topic)
    const pending = new Set(topics.map((topic) => topic.ready))
    pending.delete(null)
    if (pending.size > 0) await Promise.all(pending)
  }

  release(known: ReadonlyMap<Topic, number>, hello: string): void {
    if (this.#state !== 'holding') return
    const held = this.#held.takeAll()
    if (this.#writer.isFull) {
      this.#state = 'slow'
      return
    }
    const hasJoined = this.allChannels && hasJoinSince(held, this.#userTopic, known.get(this.#userTopic) ?? 0)
    if (this.#held.isIncomplete || hasJoined) {
      this.#beginAnew()
      return
    }
    this.#subscriptions.setTo(known)
    this.#state = 'live'
    if (hello !== '') this.#writer.push(hello)
    const early = this.#writeHeld(held)
    for (const subscription of this.#subscriptions.all()) {
      if (!this.isLive) return
      const { topic, startRevision } = subscription
      // What came before may have ended this subscription.
      if (this.#subscriptions.get(topic.name) !== subscription) continue
      if (topic.forwarded === null) topic.begin(startRevision, early.get(topic) ?? [])
      else if (startRevision < topic.forwarded) void catchUp(subscription, this.#context)
      else topic.expect(startRevision)
    }
  }

  resume(): void {
    if (!this.#writer.isFull) return
    this.#writer.isFull = false
    if (this.#state === 'slow') this.#beginAnew()
  }

  close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#held.takeAll()
    this.#writer.close()
    for (const subscription of this.#subscriptions.all()) this.#subscriptions.remove(subscription)
    this.#options.onClose()
  }

  take(subscription: Subscription, publication: Publication): void {
    if (this.#state === 'holding') {
      this.#held.add(publication)
    } else if (this.#state === 'live') {
      if (subscription.backlog === null || !isOrdered(publication)) this.#write(publication)
      else if (subscription.backlog.push(publication) > this.#context.limits.heldMax) this.resync()
    }
  }

  takeTail(subscription: Subscription, publication: OrderedPublication): void {
    if (this.#state === 'live' && subscription.backlog === null) void catchUp(subscription, this.#context)
    else this.take(subscription, publication)
  }

  applyMissed(subscription: Subscription, read: OrderedPublication): boolean {
    const isWhole = this.#continue(subscription, [read, ...(subscription.backlog ?? [])])
    if (!isWhole || subscription.startRevision < (subscription.topic.forwarded ?? 0)) return false
    subscription.backlog = null
    return true
  }

  join(channel: SubscribedTopic, revision: number): void {
    // While holding, `release` sees it in what was held; while slow, the next hello contains the channel.
    if (this.#state !== 'live') return
    if (this.#subscriptions.get(this.#userTopic)?.backlog) {
      // The event that tells of the channel waits in the backlog, and the channel's own events would overtake it.
      this.resync()
      return
    }
    const subscription = this.#subscriptions.add(channel)
    subscription.startRevision = revision
    if (channel.forwarded === null) channel.begin(revision, [])
    else if (channel.forwarded > revision) void catchUp(subscription, this.#context)
    else channel.expect(revision)
  }

  removedFrom(channel: Topic, revision: number): void {
    // While holding, the heads that are being read decide, together with what is held.
    if (this.#state === 'holding') return
    const subscription = this.#subscriptions.get(channel)
    if (subscription !== undefined && revision > subscription.startRevision) this.#end(subscription)
  }

  /**
   * The user is no longer a member. A stream of named channels need not be a member's: whether its channels may still be
   * read is asked anew, and until that is known nothing is written.
   */
  #end(subscription: Subscription): void {
    if (this.allChannels) this.#subscriptions.remove(subscription)
    else this.resync()
  }

  resync(): void {
    if (this.#state === 'live') this.#beginAnew()
  }

  #onFull(): void {
    this.#context.counters.slow += 1
    if (this.#state === 'holding') this.#held.isIncomplete = true
    if (this.#state === 'live') this.#stop('slow')
  }

  #hold(): void {
    this.#stop('holding')
    this.#held.isIncomplete = false
  }

  #stop(state: 'holding' | 'slow'): void {
    this.#state = state
    this.#subscriptions.dropBacklogs()
  }

  #beginAnew(): void {
    this.#hold()
    // In a microtask, since the caller may be in the middle of a loop over streams.
    queueMicrotask(() => {
      if (this.#state === 'closed') return
      this.#context.counters.resyncs += 1
      try {
        this.#options.resync()
      } catch (error) {
        this.#context.warn(error, 'Could not ask for a resync')
      }
    })
  }

  /** @returns what came before its topic knew where to begin; the topic brings it into order */
  #writeHeld(held: readonly Publication[]): Map<SubscribedTopic, OrderedPublication[]> {
    const early = new Map<SubscribedTopic, OrderedPublication[]>()
    for (const publication of held) {
      if (!this.isLive) break
      const subscription = this.#subscriptions.get(publication.topic)
      if (subscription === undefined) continue
      const { topic } = subscription
      if (!isOrdered(publication)) this.#write(publication)
      else if (topic.forwarded !== null) this.#continue(subscription, [publication])
      else {
        const list = early.get(topic)
        if (list === undefined) early.set(topic, [publication])
        else list.push(publication)
      }
    }
    return early
  }

  /** @returns whether each began where the one before it ended; after the first that did not, nothing is taken */
  #continue(subscription: Subscription, publications: readonly OrderedPublication[]): boolean {
    for (const publication of publications) {
      if (!this.isLive) return false
      if (publication.revision <= subscription.startRevision) continue
      if (publication.after !== subscription.startRevision) return false
      if (publication.removed?.includes(this.#userId)) {
        this.#end(subscription)
        return true
      }
      subscription.startRevision = publication.revision
      this.#write(publication)
    }
    return true
  }

  #write(publication: Publication): void {
    if (this.allChannels && !this.#followMemberships(publication)) this.resync()
    else if (publication.events !== '' && !publication.except?.includes(this.#userId))
      this.#writer.push(publication.events)
  }

  /**
   * Ends subscriptions to channels that the user's own topic says they left.
   *
   * @returns false when it names a channel as theirs that the stream is not subscribed to: that takes a fresh hello
   */
  #followMemberships({ left = [], memberOf = [] }: Publication): boolean {
    for (const id of left) {
      // Once told that they left, the user must also be told when they come back. That is only seen if there is no
      // subscription at that time.
      const subscription = this.#subscriptions.get(`channel:${id}`)
      if (subscription !== undefined) this.#subscriptions.remove(subscription)
    }
    return memberOf.every((id) => this.#subscriptions.has(`channel:${id}`))
  }
}
