import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@chime/db'
import type { Log } from '@chime/protocol'
import type { Bus } from '@chime/realtime'
import { findBehind, indexBlocks, indexChannels } from './batch.ts'
import { firstPass } from './first-pass.ts'
import { createRate } from './rate.ts'
import { createKnownWords } from './vocabulary.ts'

export type IndexerLimits = {
  /** How soon a change is in the index, when little is to be done. */
  everyMs: number
  /** How often it is looked for channels that are behind: what a node that ended, or an answer that was lost, left undone. */
  compareEveryMs: number
  /** Messages of one transaction, and of one for somebody who searches and waits for it. */
  rowsMax: number
  catchUpRowsMax: number
  channelsMax: number
  /**
   * While people write, the index rests for longer than it worked: once as long for each so many changes a second, and this
   * many times at most. So it keeps up with some 1,000 messages a second, and is behind for a while after more: in a burst, what it
   * does is a fortieth of the sends' own time.
   */
  changesPerRest: number
  restMax: number
  /** With so much in the table of messages, and no index, what is there is indexed in another order: see first-pass.ts. */
  passFromBytes: number
  /** How long somebody who searches waits for a node that is writing the index. */
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
  passFromBytes: 1024 * 1024,
  lockMs: 250,
}
/** Of more channels than this it is not remembered which they are: comparing finds them. */
const changedMax = 10_000
const findAtOnce = 1_000

/** Keeps the index of messages behind the messages: not in the transaction that sends them, but soon after it. */
export interface SearchIndexer {
  /** The same bus, listened to: this node's own changes are what is to be indexed. */
  watch(bus: Bus): Bus
  /** Brings what this node changed in a person's channels up to date, within bounds, so that they find what they just wrote. */
  catchUp(userId: string): Promise<void>
  /** Resolves after the work under way. */
  close(): Promise<void>
}

export function createSearchIndexer(db: Database, log: Log, given: Partial<IndexerLimits> = {}): SearchIndexer {
  const limits = { ...defaults, ...given }
  const knownWords = createKnownWords()
  const stop = new AbortController()
  const changed = new Set<string>()
  /** Being indexed now. */
  let underWay: readonly string[] = []
  const changes = createRate()
  /** What was there before there was an index is in it. */
  let isPassed = false
  let comparedAt = Number.NEGATIVE_INFINITY
  let tail: Promise<unknown> = Promise.resolve()

  /** One at a time in this process: others would only wait for the lock, with a connection each. */
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
    if (!isPassed) {
      const passed = await firstPass(db, limits.passFromBytes, stop.signal, (from, to) =>
        paced(() => indexBlocks(db, knownWords, from, to)),
      )
      if (passed === null) return
      isPassed = true
      if (passed) log.info({}, 'the messages that were there are indexed for search')
    }
    if (now - comparedAt >= limits.compareEveryMs) {
      const behind = await findBehind(db, findAtOnce)
      for (const id of behind) changed.add(id)
      // There are more: the next look comes when these are done.
      comparedAt = behind.length < findAtOnce ? now : Number.NEGATIVE_INFINITY
    }
    while (changed.size > 0 && !stop.signal.aborted) {
      const channelIds = [...changed].slice(0, limits.channelsMax)
      const { busy } = await paced(() => index(channelIds, limits.rowsMax, 0))
      if (busy) return
    }
  }

  /** In turn, and then rests while people write: it is they who are not to wait. */
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
    // A database that is away says so of itself.
    await sayWhatIsMissing().catch(() => {})
    while (!stop.signal.aborted) {
      try {
        await work()
        hasFailed = false
      } catch (err) {
        if (!hasFailed && !stop.signal.aborted) log.warn({ err }, 'messages not indexed for search; tried again')
        hasFailed = true
      }
      await sleep(limits.everyMs, undefined, { signal: stop.signal, ref: false }).catch(() => {})
    }
  }

  const running = run()

  return {
    watch: (bus) => ({
      ...bus,
      publish(publication) {
        if (publication.revision !== null && publication.topic.startsWith('channel:')) {
          changes.add(publication.revision - (publication.after ?? publication.revision))
          if (changed.size < changedMax) changed.add(publication.topic.slice('channel:'.length))
          else comparedAt = Number.NEGATIVE_INFINITY
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
