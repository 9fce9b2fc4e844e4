import type { Publication, Topic } from './bus.ts'
import type { HubStream as Port, Sink } from './hub.ts'
import { catchUp } from './hub-catch-up.ts'
import { type Follow, type HubHost, isStep, type Step } from './hub-follow.ts'
import { Held, tellOfJoining } from './hub-held.ts'
import { Outlet } from './hub-outlet.ts'
import type { HubTopic } from './hub-topic.ts'
import type { Turn } from './hub-turn.ts'

export type StreamOptions = {
  userId: string
  mine: boolean
  sink: Sink
  resync: () => void
  onClose: () => void
}

/**
 * Held: what arrives is kept until the owner has said hello. Live: it is written at the end of this turn. Behind: it
 * is dropped, until the socket has drained.
 */
type State = 'held' | 'live' | 'behind' | 'closed'

/** One subscription of one socket. */
export class HubStream implements Port {
  readonly userId: string
  readonly mine: boolean
  readonly #options: StreamOptions
  readonly #host: HubHost
  readonly #outlet: Outlet
  readonly #own: Topic
  readonly #follows = new Map<Topic, Follow>()
  #state: State = 'held'
  readonly #held: Held

  constructor(options: StreamOptions, host: HubHost, turn: Turn) {
    this.userId = options.userId
    this.mine = options.mine
    this.#own = `user:${options.userId}`
    this.#options = options
    this.#host = host
    this.#held = new Held(host.limits.held)
    this.#outlet = new Outlet(options.sink, turn, () => this.#overflow(), host.warn)
  }

  async follow(names: readonly Topic[]): Promise<void> {
    if (this.#state === 'closed') return
    if (this.#state === 'live') this.#hold()
    const topics = this.#host.topics.open(names)
    for (const topic of topics) this.#follow(topic)
    const pending = new Set(topics.map((topic) => topic.ready))
    pending.delete(null)
    if (pending.size > 0) await Promise.all(pending)
  }

  release(known: ReadonlyMap<Topic, number>, hello: string): void {
    if (this.#state !== 'held') return
    const held = this.#held.take()
    if (this.#outlet.isFull) {
      this.#state = 'behind'
      return
    }
    if (this.#held.isIncomplete || (this.mine && tellOfJoining(held, this.#own, known.get(this.#own) ?? 0))) {
      this.#askAgain()
      return
    }
    this.#followOnly(known)
    this.#state = 'live'
    if (hello !== '') this.#outlet.push(hello)
    const early = this.#pushHeld(held)
    for (const follow of [...this.#follows.values()]) {
      if (!this.isLive) return
      const { topic } = follow
      // Those before it may have ended this one.
      if (this.#follows.get(topic.name) !== follow) continue
      if (topic.forwarded === null) topic.begin(follow.floor, early.get(topic) ?? [])
      else if (follow.floor < topic.forwarded) catchUp(follow, this.#host)
      else topic.expect(follow.floor)
    }
  }

  resume(): void {
    if (!this.#outlet.isFull) return
    this.#outlet.isFull = false
    if (this.#state === 'behind') this.#askAgain()
  }

  close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#held.take()
    this.#outlet.close()
    for (const follow of [...this.#follows.values()]) this.unfollow(follow)
    this.#options.onClose()
  }

  /** What a topic hands on, in its order. Writes nothing yet, so that topics may call it in a loop. */
  take(follow: Follow, publication: Publication): void {
    if (this.#state === 'held') {
      this.#held.keep(publication)
    } else if (this.#state === 'live') {
      if (follow.lag === null || !isStep(publication)) this.#publish(publication)
      else if (follow.lag.push(publication) > this.#host.limits.held) this.lose()
    }
  }

  /** The same for one that begins before the floor and ends beyond it: of its events, only some are for this stream. */
  takeFrom(follow: Follow, step: Step): void {
    if (this.#state === 'live' && follow.lag === null) void catchUp(follow, this.#host)
    else this.take(follow, step)
  }

  /**
   * Goes on from the floor with rows that were read for this stream alone, and then with what waited for them.
   *
   * @returns whether that reached what the topic has forwarded; else more has to be read
   */
  catchUp(follow: Follow, read: Step): boolean {
    const isWhole = this.#continue(follow, [read, ...(follow.lag ?? [])])
    if (!isWhole || follow.floor < (follow.topic.forwarded ?? 0)) return false
    follow.lag = null
    return true
  }

  /** A user's own topic says that they are in this channel now, and tells of it up to `revision`: on from there. */
  join(topic: HubTopic, revision: number): void {
    // Held, it is for `release` to see; behind, for the next hello.
    if (this.#state !== 'live') return
    if (this.#follows.get(this.#own)?.lag) {
      // What tells of the channel waits for older rows; so must the channel.
      this.lose()
      return
    }
    const follow = this.#follow(topic)
    follow.floor = revision
    if (topic.forwarded === null) topic.begin(revision, [])
    else if (topic.forwarded > revision) void catchUp(follow, this.#host)
    else topic.expect(revision)
  }

  get isLive(): boolean {
    return this.#state === 'live'
  }

  /** The user has left this channel. While held, the heads that are being read decide, and what is held. */
  removedFrom(name: Topic, revision: number): void {
    const follow = this.#follows.get(name)
    if (follow !== undefined && revision > follow.floor && this.#state !== 'held') this.unfollow(follow)
  }

  /** The stream has lost its place. */
  lose(): void {
    if (this.#state === 'live') this.#askAgain()
  }

  unfollow(follow: Follow): void {
    follow.lag = null
    this.#follows.delete(follow.topic.name)
    follow.topic.follows.delete(follow)
    this.#host.topics.dropIfIdle(follow.topic)
  }

  #overflow(): void {
    this.#host.counters.slow += 1
    if (this.#state === 'held') this.#held.isIncomplete = true
    if (this.#state === 'live') this.#pause('behind')
  }

  #follow(topic: HubTopic): Follow {
    const known = this.#follows.get(topic.name)
    if (known !== undefined) return known
    const follow: Follow = { topic, stream: this, floor: 0, lag: null }
    this.#follows.set(topic.name, follow)
    topic.follows.add(follow)
    return follow
  }

  #hold(): void {
    this.#pause('held')
    this.#held.isIncomplete = false
  }

  #pause(state: 'held' | 'behind'): void {
    this.#state = state
    // What is being read for a place that is given up must not be written from it.
    for (const follow of this.#follows.values()) follow.lag = null
  }

  #askAgain(): void {
    this.#hold()
    // Later, since whoever calls may be in the middle of a loop over streams.
    queueMicrotask(() => {
      if (this.#state === 'closed') return
      this.#host.counters.resyncs += 1
      try {
        this.#options.resync()
      } catch (error) {
        this.#host.warn(error, 'Could not ask for a resync')
      }
    })
  }

  #followOnly(known: ReadonlyMap<Topic, number>): void {
    for (const follow of [...this.#follows.values()]) {
      const head = known.get(follow.topic.name)
      if (head === undefined) this.unfollow(follow)
      else follow.floor = head
    }
    // Channels that came to be the user's while the heads were read.
    const topics = this.#host.topics.open([...known.keys()].filter((name) => !this.#follows.has(name)))
    for (const topic of topics) {
      this.#follow(topic).floor = known.get(topic.name) ?? 0
      // What was published between the reading and the subscription has gone by.
      void topic.ready?.then(() => topic.compare())
    }
  }

  /** @returns what came before its topic knew where to begin: that topic will bring it into order */
  #pushHeld(held: readonly Publication[]): Map<HubTopic, Step[]> {
    const early = new Map<HubTopic, Step[]>()
    for (const publication of held) {
      if (!this.isLive) break
      const follow = this.#follows.get(publication.topic)
      if (follow === undefined) continue
      if (!isStep(publication)) this.#publish(publication)
      else if (follow.topic.forwarded === null) {
        const steps = early.get(follow.topic)
        if (steps === undefined) early.set(follow.topic, [publication])
        else steps.push(publication)
      } else this.#continue(follow, [publication])
    }
    return early
  }

  /** @returns whether each began where the one before ended; after the first that did not, nothing is taken */
  #continue(follow: Follow, steps: readonly Step[]): boolean {
    for (const step of steps) {
      if (!this.isLive) return false
      if (step.revision <= follow.floor) continue
      if (step.after !== follow.floor) return false
      if (step.removed?.includes(this.userId)) {
        this.unfollow(follow)
        return true
      }
      follow.floor = step.revision
      this.#publish(step)
    }
    return true
  }

  #publish(publication: Publication): void {
    if (this.mine && !this.#keepsUp(publication)) this.lose()
    else if (publication.events !== '' && publication.except !== this.userId) this.#outlet.push(publication.events)
  }

  /** Follows what the user's own topic says that is theirs. @returns whether it can, without a fresh hello */
  #keepsUp({ left = [], memberOf = [] }: Publication): boolean {
    for (const id of left) {
      // Whoever is told that they left must be told again when they come back: then this must not be followed already.
      const follow = this.#follows.get(`channel:${id}`)
      if (follow !== undefined) this.unfollow(follow)
    }
    return memberOf.every((id) => this.#follows.has(`channel:${id}`))
  }
}
