import type { Publication, Topic } from './bus.ts'
import { type Follow, type HubHost, isStep, type Step } from './hub-follow.ts'
import { TopicRepair } from './hub-repair.ts'

/**
 * One topic on this node: brings its publications into order, each once and without a hole, and hands them to the
 * streams that follow. `forwarded` is null while no stream has said from where on it needs them; then all of them
 * hold, and get publications as they come.
 */
export class HubTopic {
  readonly name: Topic
  readonly follows = new Set<Follow>()
  /** Resolves when the bus carries this topic; null: it does. */
  ready: Promise<void> | null = null
  /** Those who need the topic without following it. */
  retained = 0
  forwarded: number | null = null
  /** A `joined` waits for its channel to be subscribed. */
  isBlocked = false
  readonly #host: HubHost
  readonly #repair: TopicRepair
  /** Those behind a gap, by revision. */
  #waiting: Step[] = []
  /** Raised by `reset`: what was begun before it must not end after it. */
  #era = 0

  constructor(name: Topic, host: HubHost) {
    this.name = name
    this.#host = host
    this.#repair = new TopicRepair(this, host)
  }

  get hasGap(): boolean {
    return this.#waiting.length > 0
  }

  receive(publication: Publication): void {
    if (!isStep(publication)) {
      for (const follow of this.follows) follow.stream.take(follow, publication)
      return
    }
    // At once, not only in its turn: whoever was removed gets nothing more, a gap or a dead database notwithstanding.
    this.#remove(publication)
    if (this.follows.size === 0) return
    if (this.forwarded === null) {
      this.#fanOut(publication)
      return
    }
    if (publication.revision <= this.forwarded) return
    if (publication.after === this.forwarded && !this.isBlocked) this.#forward(publication)
    else this.#wait(publication)
    this.drain()
  }

  /** From `revision` on, streams that are no longer held need everything; `early` came before that was known. */
  begin(revision: number, early: readonly Step[]): void {
    this.forwarded = revision
    for (const step of early.toSorted((a, b) => a.revision - b.revision)) this.receive(step)
  }

  /** The topic was seen at this revision: what is missing up to there must come soon, or is read. */
  expect(revision: number): void {
    if (this.forwarded === null || revision <= this.forwarded) return
    this.#repair.expect(revision)
    this.#repair.arm()
  }

  /** The source may answer again. */
  retry(): void {
    this.#repair.retry()
  }

  /** Goes on with what was read from here. */
  mend(read: Step): void {
    this.#forward(read)
  }

  /** Nothing comes of those behind the gap. */
  forget(): void {
    this.#waiting = []
  }

  /** Streams lose their place in this topic and ask for a fresh one. */
  lose(): void {
    this.reset()
    for (const follow of [...this.follows]) follow.stream.lose()
  }

  reset(): void {
    this.forwarded = null
    this.isBlocked = false
    this.#waiting = []
    this.#era += 1
    this.#repair.reset()
  }

  /** Forwards what has its neighbour now. What overlaps with what was forwarded is dropped, to be read from there. */
  drain(): void {
    let done = 0
    for (const step of this.#waiting) {
      if (this.isBlocked || this.forwarded === null || step.after > this.forwarded) break
      done += 1
      if (step.after === this.forwarded) this.#forward(step)
    }
    if (done > 0) this.#waiting.splice(0, done)
    this.#repair.arm()
  }

  /** Compares with the source, for a topic that was begun at a revision that may be old by now. */
  async compare(): Promise<void> {
    try {
      const heads = await this.#host.reads.heads([this.name])
      this.expect(heads.get(this.name) ?? 0)
    } catch (error) {
      this.#host.warn(error, 'Could not read a head; the next audit does')
    }
  }

  #wait(step: Step): void {
    this.#repair.expect(step.revision)
    if (this.#waiting.length >= this.#host.limits.waiting) return
    let at = this.#waiting.length
    while (at > 0 && (this.#waiting[at - 1]?.revision ?? 0) > step.revision) at -= 1
    this.#waiting.splice(at, 0, step)
  }

  #forward(step: Step): void {
    if (step.joined === undefined || !this.#join(step, step.joined)) this.#deliver(step)
  }

  #deliver(step: Step): void {
    this.#remove(step)
    if (this.follows.size === 0) return
    this.forwarded = step.revision
    this.#fanOut(step)
  }

  #fanOut(step: Step): void {
    const { after, revision } = step
    for (const follow of this.follows) {
      if (revision <= follow.floor) continue
      if (after >= follow.floor) follow.stream.take(follow, step)
      else follow.stream.takeFrom(follow, step)
    }
  }

  #remove(step: Step): void {
    if (step.removed === undefined) return
    for (const userId of step.removed) {
      for (const stream of this.#host.streamsOf(userId)) stream.removedFrom(this.name, step.revision)
    }
  }

  /**
   * The user's streams follow the channel first and hear of it then, so that they miss nothing of it.
   *
   * @returns whether that has to wait for the bus; then `step` is delivered later, and the user's topic stands still
   */
  #join(step: Step, joined: { channelId: string; revision: number }): boolean {
    const isFor = ({ stream, floor }: Follow) => stream.mine && stream.isLive && step.revision > floor
    if (![...this.follows].some(isFor)) return false
    const { topics } = this.#host
    const channel = topics.retain(`channel:${joined.channelId}`)
    const join = () => {
      for (const follow of this.follows) {
        if (isFor(follow)) follow.stream.join(channel, joined.revision)
      }
    }
    if (channel.ready === null) {
      join()
      topics.release(channel)
      return false
    }
    this.isBlocked = true
    const era = this.#era
    void channel.ready.then(() => {
      if (era === this.#era) {
        this.isBlocked = false
        join()
        this.#deliver(step)
        this.drain()
        // What was published between `joined.revision` and the subscription has gone by.
        void channel.compare()
      }
      topics.release(channel)
    })
    return true
  }
}
