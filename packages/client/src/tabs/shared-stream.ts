import { endsHello, isEnd, responseTo, started, stopped } from './response.ts'

/**
 * While a tab joins, so many frames are kept for it. If its `hello` takes longer than that, the tab keeps the
 * subscription of its own that was opened for the `hello`.
 */
const heldMax = 1_000
/** A stream that has said nothing for so long after it was opened is not given to more tabs. */
const silentMs = 5_000

/** Opens a subscription on the socket. Returns a function that stops it. */
export type Subscribe = (receive: (rest: string) => void) => () => void

/** The subscription of one tab. */
export type Follower = { readonly id: number; frame(text: string): void }

type Place = {
  /**
   * - `joined`: gets the frames of the common stream
   * - `joining`: gets a `hello` of its own first, and what the common stream brings meanwhile is held
   * - `apart`: keeps the subscription that was opened for the `hello`
   */
  state: 'joined' | 'joining' | 'apart'
  held: string[]
  /** Stops the subscription of its own. */
  stop(): void
}

/**
 * One subscription to events that several tabs follow.
 *
 * Each tab needs a `hello` of its own, which tells where every channel stands at that time. A tab that comes when the
 * stream is under way gets it from a second, short subscription. What the common stream brings from the moment of that
 * request is held until the `hello` is there, and follows it. So nothing is missing: what was committed before the
 * `hello` was read is covered by it, and what was committed later comes on the common stream after the request. Some
 * events may come twice or may be older than the `hello`; clients know from the revisions that they have them.
 */
export class SharedStream {
  readonly #subscribe: Subscribe
  readonly #ended: () => void
  readonly #followers = new Map<Follower, Place>()
  readonly #openedAt = Date.now()
  readonly #stop: () => void
  #isStarted = false
  #hasSpoken = false

  /** @param ended called when the stream has ended or has no follower any more */
  constructor(subscribe: Subscribe, ended: () => void) {
    this.#subscribe = subscribe
    this.#ended = ended
    this.#stop = subscribe((rest) => this.#receive(rest))
  }

  /** False when it seems not to work. */
  get isWorking(): boolean {
    return this.#hasSpoken || Date.now() - this.#openedAt < silentMs
  }

  add(follower: Follower): void {
    const place: Place = { state: this.#hasSpoken ? 'joining' : 'joined', held: [], stop() {} }
    this.#followers.set(follower, place)
    if (place.state === 'joining') this.#join(follower, place)
    else if (this.#isStarted) follower.frame(responseTo(follower.id, started))
  }

  remove(follower: Follower): void {
    const place = this.#followers.get(follower)
    if (!place) return
    place.stop()
    follower.frame(responseTo(follower.id, stopped))
    this.#forget(follower)
  }

  #join(follower: Follower, place: Place): void {
    place.stop = this.#subscribe((rest) => {
      if (place.state === 'joined' || !this.#followers.has(follower)) return
      follower.frame(responseTo(follower.id, rest))
      if (isEnd(rest)) this.#forget(follower)
      else if (place.state === 'joining' && endsHello(rest)) {
        place.state = 'joined'
        place.stop()
        place.stop = () => {}
        for (const held of place.held.splice(0)) follower.frame(responseTo(follower.id, held))
      }
    })
  }

  #receive(rest: string): void {
    if (rest === started) this.#isStarted = true
    else this.#hasSpoken = true
    const isOver = isEnd(rest)
    for (const [follower, place] of [...this.#followers]) {
      if (place.state === 'joined') {
        follower.frame(responseTo(follower.id, rest))
        if (isOver) this.#forget(follower)
      } else if (place.state === 'joining') {
        place.held.push(rest)
        if (isOver || place.held.length > heldMax) Object.assign(place, { state: 'apart', held: [] })
      }
    }
    if (isOver) this.#ended()
  }

  #forget(follower: Follower): void {
    this.#followers.delete(follower)
    if (this.#followers.size > 0) return
    this.#stop()
    this.#ended()
  }
}
