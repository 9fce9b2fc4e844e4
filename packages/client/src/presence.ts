import { type Log, limits, type Presence } from '@chime/protocol'
import { type Backoff, backoffMs } from './backoff.ts'
import { failureOf } from './failure.ts'
import { Derived, type Readable, type Turn } from './readable.ts'
import type { Streams } from './server.ts'

/** Whoever scrolls past many people watches them together. */
const gatherMs = 100
/** Somebody out of sight is watched for this much longer: they often come back. */
const lingerMs = 10_000
/** A socket carries a limited number of subscriptions; these are left for presence. With more people, the others stay unknown. */
const streamsMax = 8
/** What was known stays this long without a connection; then it is a guess. */
const staleMs = 5_000
const retries: Backoff = { firstMs: 1_000, maxMs: 4_000 }

type Entry = {
  presence: Presence | null
  readable: Derived<Presence | null>
  watchers: number
  timer?: ReturnType<typeof setTimeout>
}
type Stream = { ids: string[]; stop: () => void }

/** Who is there, of the people that somebody looks at. */
export class PresenceWatch {
  readonly #turn: Turn
  readonly #streams: Streams
  readonly #log: Log
  readonly #entries = new Map<string, Entry>()
  readonly #watched = new Set<string>()
  #open: Stream[] = []
  #isRunning = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #staleTimer: ReturnType<typeof setTimeout> | undefined

  constructor(turn: Turn, streams: Streams, log: Log) {
    this.#turn = turn
    this.#streams = streams
    this.#log = log
  }

  readable(userId: string): Readable<Presence | null> {
    return this.#entry(userId).readable
  }

  start(): void {
    this.back()
    this.#isRunning = true
    this.#plan()
  }

  /** The connection is lost; the streams come back with it. */
  lost(): void {
    if (this.#isRunning) this.#staleTimer ??= setTimeout(() => this.#forget(), staleMs)
  }

  back(): void {
    clearTimeout(this.#staleTimer)
    this.#staleTimer = undefined
  }

  stop(): void {
    this.#isRunning = false
    this.back()
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const stream of this.#open) stream.stop()
    this.#open = []
    for (const [userId, entry] of this.#entries) {
      clearTimeout(entry.timer)
      if (entry.watchers === 0) this.#watched.delete(userId)
    }
    this.#forget()
  }

  /** Somebody came to share a channel with me: those who were hidden so far may be told now. */
  refresh(): void {
    const isHidden = (presence?: Presence | null) => !presence || presence.status === 'unknown'
    const hasHidden = (stream: Stream) => stream.ids.some((id) => isHidden(this.#entries.get(id)?.presence))
    for (const stream of this.#open.filter(hasHidden)) this.#end(stream)
    this.#plan()
  }

  #entry(userId: string): Entry {
    const held = this.#entries.get(userId)
    if (held) return held
    const readable: Derived<Presence | null> = new Derived(
      this.#turn,
      () => this.#entries.get(userId)?.presence ?? null,
      () => this.#watch(userId),
    )
    const entry: Entry = { presence: null, readable, watchers: 0 }
    this.#entries.set(userId, entry)
    return entry
  }

  #watch(userId: string): () => void {
    const entry = this.#entry(userId)
    entry.watchers++
    clearTimeout(entry.timer)
    if (!this.#watched.has(userId)) {
      this.#watched.add(userId)
      this.#plan()
    }
    return () => {
      entry.watchers--
      if (entry.watchers > 0) return
      clearTimeout(entry.timer)
      const end = () => {
        this.#watched.delete(userId)
        entry.presence = null
        this.#plan()
      }
      if (this.#isRunning) entry.timer = setTimeout(end, lingerMs)
      else end()
    }
  }

  #plan(): void {
    if (!this.#isRunning) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#arrange()
    }, gatherMs)
  }

  /** Streams that lost all their people end. Those without one share one with the smallest group that has room for them. */
  #arrange(): void {
    const watchedIn = (stream: Stream) => stream.ids.filter((id) => this.#watched.has(id))
    for (const stream of this.#open.filter((open) => watchedIn(open).length === 0)) this.#end(stream)
    const covered = new Set(this.#open.flatMap((stream) => stream.ids))
    let loose = [...this.#watched].filter((id) => !covered.has(id))
    if (loose.length === 0) return
    const [smallest] = this.#open.toSorted((a, b) => watchedIn(a).length - watchedIn(b).length)
    if (smallest && watchedIn(smallest).length + loose.length <= limits.idsMax) {
      loose = [...watchedIn(smallest), ...loose]
      this.#end(smallest)
    }
    for (let from = 0; from < loose.length && this.#open.length < streamsMax; from += limits.idsMax) {
      this.#subscribe(loose.slice(from, from + limits.idsMax), 0)
    }
  }

  #end(stream: Stream): void {
    stream.stop()
    this.#open = this.#open.filter((open) => open !== stream)
  }

  #subscribe(ids: string[], failuresBefore: number): void {
    const stream: Stream = { ids, stop: () => {} }
    this.#open.push(stream)
    let failures = failuresBefore
    let isOver = false
    let retry: ReturnType<typeof setTimeout> | undefined
    const end = this.#streams.presence(ids, {
      data: (batch) => {
        if (isOver) return
        failures = 0
        this.#take(batch)
      },
      over: (error) => {
        if (isOver) return
        isOver = true
        const failure = failureOf(error)
        if (failure.kind === 'session') return
        this.#log.info({ failure }, 'Chime: the stream of presence ended, opening it again')
        const waitMs = (failure.retryAfterMs ?? 0) + backoffMs(retries, failures)
        retry = setTimeout(() => {
          this.#end(stream)
          this.#subscribe(ids, failures + 1)
        }, waitMs)
      },
    })
    stream.stop = () => {
      clearTimeout(retry)
      isOver = true
      end()
    }
  }

  #take(batch: readonly Presence[]): void {
    this.#turn.run(() => {
      for (const presence of batch) {
        const entry = this.#entry(presence.userId)
        entry.presence = presence
        entry.readable.invalidate()
      }
    })
  }

  #forget(): void {
    this.#turn.run(() => {
      for (const entry of this.#entries.values()) {
        if (!entry.presence) continue
        entry.presence = { ...entry.presence, status: 'unknown' }
        entry.readable.invalidate()
      }
    })
  }
}
