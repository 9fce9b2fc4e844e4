import type { Publication, Topic } from '../bus/bus.ts'
import type { HubContext } from './context.ts'
import { GapRepair, type RepairedTopic } from './gap-repair.ts'
import { isOrdered, type OrderedPublication, type SubscribedTopic, type Subscription } from './subscription.ts'

/**
 * One topic on this node. Brings its publications into order, each once and without a hole, and hands them to the
 * streams that subscribe to it.
 *
 * `forwarded` is null while no stream has said from which revision on it needs them. Until then all its streams hold
 * publications back, and so they get them as they come.
 */
export class HubTopic implements SubscribedTopic, RepairedTopic {
  readonly name: Topic
  ready: Promise<void> | null = null
  forwarded: number | null = null
  /** A publication with `joined` waits until the bus carries its channel, and all later ones wait behind it. */
  isBlocked = false
  readonly #context: HubContext
  readonly #onUnused: (topic: HubTopic) => void
  readonly #repair: GapRepair
  readonly #subscriptions = new Set<Subscription>()
  /** How many need the topic without subscribing to it. */
  #retained = 0
  /** Publications that came before their predecessor, by revision. */
  #waiting: OrderedPublication[] = []
  /** Raised by `reset`, so that work that was begun before does not end after it. */
  #generation = 0

  /** @param onUnused called when nobody needs the topic any more */
  constructor(name: Topic, context: HubContext, onUnused: (topic: HubTopic) => void) {
    this.name = name
    this.#context = context
    this.#onUnused = onUnused
    this.#repair = new GapRepair(this, context)
  }

  get hasGap(): boolean {
    return this.#waiting.length > 0
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions.add(subscription)
  }

  unsubscribe(subscription: Subscription): void {
    this.#subscriptions.delete(subscription)
    this.#dropIfUnused()
  }

  retain(): void {
    this.#retained += 1
  }

  release(): void {
    this.#retained -= 1
    this.#dropIfUnused()
  }

  /** Takes what the bus brings. */
  receive(publication: Publication): void {
    if (!isOrdered(publication)) {
      for (const subscription of this.#subscriptions) subscription.subscriber.take(subscription, publication)
      return
    }
    // At once and not in its turn: a removed member gets nothing more, even behind a gap that cannot be read.
    this.#removeMembers(publication)
    if (this.#subscriptions.size === 0) return
    if (this.forwarded === null) {
      this.#fanOut(publication)
      return
    }
    if (publication.revision <= this.forwarded) return
    if (publication.after === this.forwarded && !this.isBlocked) this.#forward(publication)
    else this.#wait(publication)
    this.drain()
  }

  begin(revision: number, early: readonly OrderedPublication[]): void {
    this.forwarded = revision
    for (const publication of early.toSorted((a, b) => a.revision - b.revision)) this.receive(publication)
  }

  expect(revision: number): void {
    if (this.forwarded === null || revision <= this.forwarded) return
    this.#repair.expect(revision)
    this.#repair.arm()
  }

  /** After a failed read: the source may answer again. */
  retry(): void {
    this.#repair.retry()
  }

  mend(read: OrderedPublication): void {
    this.#forward(read)
  }

  dropWaiting(): void {
    this.#waiting = []
  }

  resyncAll(): void {
    this.#reset()
    for (const { subscriber } of [...this.#subscriptions]) subscriber.resync()
  }

  drain(): void {
    let done = 0
    for (const publication of this.#waiting) {
      if (this.isBlocked || this.forwarded === null || publication.after > this.forwarded) break
      done += 1
      // One that overlaps with what was forwarded is dropped: the repair reads from there.
      if (publication.after === this.forwarded) this.#forward(publication)
    }
    if (done > 0) this.#waiting.splice(0, done)
    this.#repair.arm()
  }

  async compare(): Promise<void> {
    try {
      const heads = await this.#context.reader.heads([this.name])
      this.expect(heads.get(this.name) ?? 0)
    } catch (error) {
      this.#context.warn(error, 'Could not read a head; the next audit does')
    }
  }

  #reset(): void {
    this.forwarded = null
    this.isBlocked = false
    this.#waiting = []
    this.#generation += 1
    this.#repair.reset()
  }

  #dropIfUnused(): void {
    if (this.#subscriptions.size > 0) return
    // With nobody to forward to, `forwarded` would grow stale.
    this.#reset()
    if (this.#retained === 0) this.#onUnused(this)
  }

  #wait(publication: OrderedPublication): void {
    this.#repair.expect(publication.revision)
    if (this.#waiting.length >= this.#context.limits.waitingMax) return
    let at = this.#waiting.length
    while (at > 0 && (this.#waiting[at - 1]?.revision ?? 0) > publication.revision) at -= 1
    this.#waiting.splice(at, 0, publication)
  }

  #forward(publication: OrderedPublication): void {
    if (publication.joined === undefined || !this.#join(publication, publication.joined)) this.#deliver(publication)
  }

  #deliver(publication: OrderedPublication): void {
    this.#removeMembers(publication)
    if (this.#subscriptions.size === 0) return
    this.forwarded = publication.revision
    this.#fanOut(publication)
  }

  #fanOut(publication: OrderedPublication): void {
    const { after, revision } = publication
    for (const subscription of this.#subscriptions) {
      if (revision <= subscription.startRevision) continue
      if (after >= subscription.startRevision) subscription.subscriber.take(subscription, publication)
      else subscription.subscriber.takeTail(subscription, publication)
    }
  }

  #removeMembers(publication: OrderedPublication): void {
    if (publication.removed === undefined) return
    for (const userId of publication.removed) {
      for (const stream of this.#context.streamsOf(userId)) stream.removedFrom(this.name, publication.revision)
    }
  }

  /**
   * Lets the user's streams subscribe to the channel before they are told of it, so that they miss nothing of it.
   *
   * @returns whether that has to wait for the bus; then the publication is delivered later, and until then this topic
   *   forwards nothing
   */
  #join(publication: OrderedPublication, joined: { channelId: string; revision: number }): boolean {
    const isFor = ({ subscriber, startRevision }: Subscription) =>
      subscriber.allChannels && subscriber.isLive && publication.revision > startRevision
    if (![...this.#subscriptions].some(isFor)) return false
    const channel = this.#context.topics.retain(`channel:${joined.channelId}`)
    const join = () => {
      for (const subscription of this.#subscriptions) {
        if (isFor(subscription)) subscription.subscriber.join(channel, joined.revision)
      }
    }
    if (channel.ready === null) {
      join()
      channel.release()
      return false
    }
    this.isBlocked = true
    const generation = this.#generation
    void channel.ready.then(() => {
      if (generation === this.#generation) {
        this.isBlocked = false
        join()
        this.#deliver(publication)
        this.drain()
        // What the channel published between `joined.revision` and the subscription on the bus was not heard.
        void channel.compare()
      }
      channel.release()
    })
    return true
  }
}
