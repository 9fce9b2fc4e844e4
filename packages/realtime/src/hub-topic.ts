import type { Publication, Topic } from './bus.ts'
import type { HubLimits } from './hub-limits.ts'
import type { Reads } from './hub-reads.ts'
import type { HubStream } from './hub-stream.ts'
import type { HubTopics } from './hub-topics.ts'
import type { ThrottledLog } from './throttled-log.ts'

/** What a topic needs of the hub that it lives in. */
export type TopicHost = {
  readonly limits: HubLimits
  readonly warn: ThrottledLog
  readonly reads: Reads
  readonly topics: HubTopics
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
  readonly #host: TopicHost
  /** Those behind a gap, by revision. */
  #waiting: Step[] = []
  /** The highest revision that was heard of. */
  #expected = 0
  #timer: NodeJS.Timeout | null = null
  #repairing = false
  /** The source failed: the next audit tries again, not the next publication. */
  #failed = false
  /** A `joined` waits for its channel to be subscribed. */
  #blocked = false
  /** Raised by `reset`: what was begun before it must not end after it. */
  #era = 0

  constructor(name: Topic, host: TopicHost) {
    this.name = name
    this.#host = host
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
    if (publication.after === this.forwarded && !this.#blocked) this.#forward(publication)
    else this.#wait(publication)
    this.#drain()
  }

  /** From `revision` on, streams that are no longer held need everything; `early` came before that was known. */
  begin(revision: number, early: readonly Step[]): void {
    this.forwarded = revision
    for (const step of early.toSorted((a, b) => a.revision - b.revision)) this.receive(step)
  }

  /** The topic was seen at this revision: what is missing up to there must come soon, or is read. */
  expect(revision: number): void {
    if (this.forwarded === null || revision <= this.forwarded) return
    this.#expected = Math.max(this.#expected, revision)
    this.#arm()
  }

  /** The source may answer again. */
  retry(): void {
    this.#failed = false
    if (this.#isBehind()) this.#arm()
  }

  /** Streams lose their place in this topic and ask for a fresh one. */
  lose(): void {
    this.reset()
    for (const follow of [...this.follows]) follow.stream.lose()
  }

  reset(): void {
    this.forwarded = null
    this.#waiting = []
    this.#expected = 0
    this.#failed = false
    this.#blocked = false
    this.#era += 1
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #isBehind(): boolean {
    return this.forwarded !== null && (this.#waiting.length > 0 || this.#expected > this.forwarded)
  }

  #wait(step: Step): void {
    this.#expected = Math.max(this.#expected, step.revision)
    if (this.#waiting.length >= this.#host.limits.waiting) return
    let at = this.#waiting.length
    while (at > 0 && (this.#waiting[at - 1]?.revision ?? 0) > step.revision) at -= 1
    this.#waiting.splice(at, 0, step)
  }

  /** Forwards what has its neighbour now. What overlaps with what was forwarded is dropped, to be read from there. */
  #drain(): void {
    let done = 0
    for (const step of this.#waiting) {
      if (this.#blocked || this.forwarded === null || step.after > this.forwarded) break
      done += 1
      if (step.after === this.forwarded) this.#forward(step)
    }
    if (done > 0) this.#waiting.splice(0, done)
    if (this.#isBehind()) this.#arm()
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
    this.#blocked = true
    const era = this.#era
    void channel.ready.then(() => {
      if (era === this.#era) {
        this.#blocked = false
        join()
        this.#deliver(step)
        this.#drain()
        // What was published between `joined.revision` and the subscription has gone by.
        void channel.compare()
      }
      topics.release(channel)
    })
    return true
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

  #arm(): void {
    if (this.#timer !== null || this.#repairing || this.#failed || this.#blocked) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#isBehind() && !this.#blocked) void this.#repair()
    }, this.#host.limits.neighbourMs)
  }

  async #repair(): Promise<void> {
    const since = this.forwarded
    if (since === null || this.#repairing) return
    const era = this.#era
    this.#repairing = true
    try {
      const read = await this.#host.reads.changes(this.name, since)
      if (era === this.#era) this.#apply(read, since)
    } catch (error) {
      if (era === this.#era) this.#failed = true
      this.#host.warn(error, 'Could not read what a topic missed; the next audit tries again')
    } finally {
      this.#repairing = false
    }
    this.#drain()
  }

  #apply(read: Publication | null, since: number): void {
    if (read === null) {
      this.lose()
      return
    }
    const head = read.revision ?? since
    if (this.forwarded !== since || this.#blocked) {
      // Neighbours that came meanwhile have told this, or a part of it: then from there again, rather than old after new.
      this.#expected = Math.max(this.#expected, head)
    } else if (head > since) {
      this.#forward({ ...read, after: since, revision: head })
    } else {
      // The source knows of nothing: what claims otherwise must be confirmed by the next audit.
      this.#waiting = []
      this.#expected = 0
    }
  }
}
