import type { Log, Presence } from '@chime/protocol'
import { type Backoff, backoffMs } from '../backoff.ts'
import type { CallContext } from '../client-context.ts'
import { failureOf } from '../failure.ts'
import { type Batch, Derived, type Readable } from '../readable.ts'
import type { Trpc } from '../trpc.ts'

/** Users that come into view within this time are followed with one subscription. */
const gatherMs = 100
/** A user who goes out of view is still followed for this long, because they often come back into view. */
const lingerMs = 10_000
/**
 * A socket may carry a limited number of subscriptions, and this is the share of presence. When more users are shown,
 * the presence of the others stays unknown.
 */
const streamsMax = 8
/** Without a connection the last known presence is shown for this long. After that it would be a guess. */
const staleMs = 5_000
const retries: Backoff = { firstMs: 1_000, maxMs: 4_000 }

type Entry = {
  presence: Presence | null
  readable: Derived<Presence | null>
  watchers: number
  timer?: ReturnType<typeof setTimeout>
}
type Stream = { ids: string[]; stop: () => void }

/** The presence of those users that somebody looks at. */
export class PresenceWatch {
  readonly #batch: Batch
  readonly #trpc: Trpc
  readonly #log: Log
  readonly #idsMax: number
  readonly #entries = new Map<string, Entry>()
  readonly #watched = new Set<string>()
  #open: Stream[] = []
  #isRunning = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #staleTimer: ReturnType<typeof setTimeout> | undefined

  /** @param idsMax how many users one subscription may follow */
  constructor({ batch, trpc, log }: CallContext, idsMax: number) {
    this.#batch = batch
    this.#trpc = trpc
    this.#log = log
    this.#idsMax = idsMax
  }

  readable(userId: string): Readable<Presence | null> {
    return this.#entry(userId).readable
  }

  start(): void {
    this.connectionBack()
    this.#isRunning = true
    this.#scheduleArrange()
  }

  /** The connection is lost. The wire opens the subscriptions again when it is back. */
  connectionLost(): void {
    if (this.#isRunning) this.#staleTimer ??= setTimeout(() => this.#forget(), staleMs)
  }

  connectionBack(): void {
    clearTimeout(this.#staleTimer)
    this.#staleTimer = undefined
  }

  stop(): void {
    this.#isRunning = false
    this.connectionBack()
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

  /**
   * Somebody came to share a channel with this user. Users whose presence was hidden so far may be visible now, so
   * their subscriptions are opened again.
   */
  refresh(): void {
    const isHidden = (presence?: Presence | null) => !presence || presence.status === 'unknown'
    const hasHidden = (stream: Stream) => stream.ids.some((id) => isHidden(this.#entries.get(id)?.presence))
    for (const stream of this.#open.filter(hasHidden)) this.#end(stream)
    this.#scheduleArrange()
  }

  #entry(userId: string): Entry {
    const existing = this.#entries.get(userId)
    if (existing) return existing
    const readable: Derived<Presence | null> = new Derived(
      this.#batch,
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
      this.#scheduleArrange()
    }
    return () => {
      entry.watchers--
      if (entry.watchers > 0) return
      clearTimeout(entry.timer)
      const end = () => {
        this.#watched.delete(userId)
        entry.presence = null
        this.#scheduleArrange()
      }
      if (this.#isRunning) entry.timer = setTimeout(end, lingerMs)
      else end()
    }
  }

  #scheduleArrange(): void {
    if (!this.#isRunning) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#arrange()
    }, gatherMs)
  }

  /**
   * Ends subscriptions whose users are no longer followed. Newly followed users join the smallest subscription if it
   * has room for all of them; else they get new ones.
   */
  #arrange(): void {
    const watchedIn = (stream: Stream) => stream.ids.filter((id) => this.#watched.has(id))
    for (const stream of this.#open.filter((open) => watchedIn(open).length === 0)) this.#end(stream)
    const covered = new Set(this.#open.flatMap((stream) => stream.ids))
    let unassigned = [...this.#watched].filter((id) => !covered.has(id))
    if (unassigned.length === 0) return
    const [smallest] = [...this.#open].sort((a, b) => watchedIn(a).length - watchedIn(b).length)
    if (smallest && watchedIn(smallest).length + unassigned.length <= this.#idsMax) {
      unassigned = [...watchedIn(smallest), ...unassigned]
      this.#end(smallest)
    }
    for (let from = 0; from < unassigned.length && this.#open.length < streamsMax; from += this.#idsMax) {
      this.#subscribe(unassigned.slice(from, from + this.#idsMax), 0)
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
    const over = (error: unknown) => {
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
    }
    const subscription = this.#trpc.presence.subscribe.subscribe(
      { userIds: ids },
      {
        onData: (presences) => {
          if (isOver) return
          failures = 0
          this.#apply(presences)
        },
        onError: over,
        onComplete: () => over(new Error('The server ended the stream')),
      },
    )
    stream.stop = () => {
      clearTimeout(retry)
      isOver = true
      subscription.unsubscribe()
    }
  }

  #apply(presences: readonly Presence[]): void {
    this.#batch.run(() => {
      for (const presence of presences) {
        const entry = this.#entry(presence.userId)
        entry.presence = presence
        entry.readable.invalidate()
      }
    })
  }

  #forget(): void {
    this.#batch.run(() => {
      for (const entry of this.#entries.values()) {
        if (!entry.presence) continue
        entry.presence = { ...entry.presence, status: 'unknown' }
        entry.readable.invalidate()
      }
    })
  }
}
