import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@chime/db'
import type { Log } from '@chime/protocol'
import type { Bus } from '@chime/realtime'
import { backfill } from './backfill.ts'
import { findBehind, indexBlocks, indexChannels, renewFold } from './batch.ts'
import { createEventRate } from './event-rate.ts'
import { createKnownWords } from './vocabulary.ts'

export type IndexerLimits = {
  /** How soon a change is indexed when there is little to do. */
  everyMs: number
  /**
   * How often all channels are compared with the index. That finds what a crashed node or a lost answer has left
   * behind.
   */
  compareEveryMs: number
  /** Messages in one transaction (`rowsMax`), and in one for a caller who waits for a search (`catchUpRowsMax`). */
  rowsMax: number
  catchUpRowsMax: number
  channelsMax: number
  /**
   * After each transaction the indexer rests while people write: as long as it has worked, times the changes a second
   * divided by `changesPerRest`, and `restMax` times as long at most. So it keeps up with some 1,000 messages a second
   * and falls behind for a while after more. In a burst it takes a fortieth of the time that the sends take.
   */
  changesPerRest: number
  restMax: number
  /** From this size of the table of messages on, a database without an index is indexed by `backfill`. */
  backfillFromBytes: number
  /** How long a search waits for a node that is writing the index. */
  lockMs: number
}

const defaults: IndexerLimits = {
  everyMs: 200,
  compareEveryMs: 15_000,
  rowsMax: 500,
  catchUpRowsMax: 200,
  channelsMax: 200,
  changesPerRest: 250,
  restMax: 40,
  backfillFromBytes: 1024 * 1024,
  lockMs: 250,
}
/** If more channels than this have changed, they are not remembered one by one: the next comparison finds them. */
const changedMax = 10_000
const findAtOnce = 1_000

/** Keeps the search index up to date: not in the transaction that sends a message, but soon after it. */
export interface SearchIndexer {
  /** Returns the same bus, but sees what this node publishes: those channels are to be indexed. */
  watch(bus: Bus): Bus
  /**
   * Indexes what this node has changed in the user's channels, within bounds, so that they find what they have just
   * written.
   */
  catchUp(userId: string): Promise<void>
  /** Stops. Resolves when the work under way has ended. */
  close(): Promise<void>
}

export function createSearchIndexer(db: Database, log: Log, given: Partial<IndexerLimits> = {}): SearchIndexer {
  const limits = { ...defaults, ...given }
  const knownWords = createKnownWords()
  const stop = new AbortController()
  /** Ends the rest until something changes. */
  let wake = new AbortController()
  const changed = new Set<string>()
  /** The channels that are being indexed now. */
  let underWay: readonly string[] = []
  const changes = createEventRate()
  /** Whether the messages that are older than the index are in it. */
  let isBackfilled = false
  let comparedAt = Number.NEGATIVE_INFINITY
  let tail: Promise<unknown> = Promise.resolve()

  /**
   * Runs one piece of work at a time in this process. More would only wait for the index's lock, each with a database
   * connection.
   */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work)
    tail = result.catch(() => {})
    return result
  }

  async function index(channelIds: readonly string[], rowsMax: number, lockMs: number) {
    underWay = channelIds
    for (const id of channelIds) changed.delete(id)
    let left = channelIds
    try {
      const result = await indexChannels(db, knownWords, { channelIds, rowsMax, lockMs })
      left = result.left
      return result
    } finally {
      for (const id of left) changed.add(id)
      underWay = []
    }
  }

  async function work(): Promise<void> {
    const now = performance.now()
    if (changed.size === 0 && now - comparedAt < limits.compareEveryMs) return
    if (!isBackfilled) {
      await renewFold(db)
      const backfilled = await backfill(db, limits.backfillFromBytes, stop.signal, (from, to) =>
        paced(() => indexBlocks(db, knownWords, from, to)),
      )
      if (backfilled === null) return
      isBackfilled = true
      if (backfilled) log.info({}, 'the messages that were there are indexed for search')
    }
    if (now - comparedAt >= limits.compareEveryMs) {
      const behind = await findBehind(db, findAtOnce)
      for (const id of behind) changed.add(id)
      // If there are more channels, compare again when these are done.
      comparedAt = behind.length < findAtOnce ? now : Number.NEGATIVE_INFINITY
    }
    while (changed.size > 0 && !stop.signal.aborted) {
      const channelIds = [...changed].slice(0, limits.channelsMax)
      const { busy } = await paced(() => index(channelIds, limits.rowsMax, 0))
      if (busy) return
    }
  }

  /** Works in turn, and then rests while people write, so that the index does not slow them down. */
  async function paced<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now()
    const result = await inTurn(work)
    const rest = Math.min(limits.restMax, changes.perSecond() / limits.changesPerRest)
    const restMs = (performance.now() - began) * rest
    await sleep(restMs, undefined, { signal: stop.signal, ref: false })
    return result
  }

  async function sayWhatIsMissing(): Promise<void> {
    const { rowCount } = await db.pool.query(`select from pg_extension where extname = 'pg_trgm'`)
    if (rowCount === 0)
      log.warn({}, 'the extension pg_trgm is missing in the database: parts of words are found more slowly')
  }

  async function run(): Promise<void> {
    let hasFailed = false
    // If the database cannot be reached, the work below will say so.
    await sayWhatIsMissing().catch(() => {})
    while (!stop.signal.aborted) {
      try {
        await work()
        hasFailed = false
      } catch (err) {
        if (!hasFailed && !stop.signal.aborted) log.warn({ err }, 'messages not indexed for search; tried again')
        hasFailed = true
      }
      // With nothing to do it rests until something changes, or until the next comparison.
      const isIdle = !hasFailed && changed.size === 0 && performance.now() - comparedAt < limits.compareEveryMs
      if (isIdle) {
        wake = new AbortController()
        await rest(
          limits.compareEveryMs - (performance.now() - comparedAt),
          AbortSignal.any([stop.signal, wake.signal]),
        )
      }
      await rest(limits.everyMs, stop.signal)
    }
  }

  const rest = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal, ref: false }).catch(() => {})

  const running = run()

  return {
    watch: (bus) => ({
      ...bus,
      publish(publication) {
        if (publication.revision !== null && publication.topic.startsWith('channel:')) {
          changes.add(publication.revision - (publication.after ?? publication.revision))
          if (changed.size < changedMax) changed.add(publication.topic.slice('channel:'.length))
          else comparedAt = Number.NEGATIVE_INFINITY
          if (!wake.signal.aborted) wake.abort()
        }
        return bus.publish(publication)
      },
    }),
    async catchUp(userId) {
      if (changed.size === 0 && underWay.length === 0) return
      try {
        const { rows } = await db.pool.query<{ id: string }>(
          `select channel_id as id from members where user_id = $1 and channel_id = any($2) and left_at is null`,
          [userId, [...changed, ...underWay]],
        )
        const ids = rows.map(({ id }) => id)
        if (ids.length > 0) await inTurn(() => index(ids, limits.catchUpRowsMax, limits.lockMs))
      } catch (err) {
        log.debug({ err }, 'searching what is indexed so far')
      }
    },
    async close() {
      stop.abort()
      await running
      await tail
    },
  }
}
