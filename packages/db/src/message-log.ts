import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@chime/protocol'
import type { Database } from './driver.ts'
import { AppendError } from './message-log/append-error.ts'
import type { NewMessage } from './message-log/commit.ts'
import { createLane } from './message-log/lane.ts'
import { type Appended, type Committed, type Entry, settle } from './message-log/settle.ts'

export { AppendError, type AppendRefusal } from './message-log/append-error.ts'
export type { MemberRow, MessageRow, NewMessage } from './message-log/commit.ts'
export type { Appended, Committed } from './message-log/settle.ts'

export type MessageLogLimits = {
  /** Each has a connection of its own, and the channels that hash to it: one locked channel holds up only its lane. */
  lanes: number
  /** More gains little (a batch of 100 is three times as good as one of 10, 500 a third better than 100) and costs delay. */
  batchCount: number
  batchBytes: number
  /** Waiting in one lane; beyond, `full`. At 10,000 messages a second this is half a second. */
  queueCount: number
  queueBytes: number
  /** Waiting for longer than this, `full`. Reached only when the database is silent, or something holds many channels locked. */
  waitMs: number
  /** Without an answer, or a connection, for this long, the outcome is `unknown`. */
  queryTimeoutMs: number
  /** Said with `full`. */
  retryAfterMs: number
  /** How long `close` waits for what is queued. */
  closeMs: number
}

const defaults: MessageLogLimits = {
  lanes: 4,
  batchCount: 500,
  batchBytes: 1024 * 1024,
  queueCount: 5_000,
  queueBytes: 16 * 1024 * 1024,
  waitMs: 5_000,
  queryTimeoutMs: 6_000,
  retryAfterMs: 1_000,
  closeMs: 5_000,
}

/** Appends messages, many in one transaction (group commit). One per process. */
export interface MessageLog {
  /**
   * Resolves once the message is committed. Promises:
   * - One message for one (channel, user, client id), however often and wherever it is asked for; a retry is answered
   *   with the message as it now is, before anything is checked, and `fresh` is false.
   * - Calls for one channel on one log are numbered in the order of the calls.
   * - Numbers and revisions are dense, and commit in order.
   * - Membership, blocks and the channel's state are read under the channel's lock: once a removal is committed, nothing is
   *   appended for that member.
   * - An attachment is sent with one message, and belongs to it from the same commit on.
   * - In slow mode a plain member's next message is taken `slowModeSeconds` after the last one, over all nodes.
   *
   * Not checked here: rate limits.
   *
   * @throws AppendError
   */
  append(message: NewMessage): Promise<Appended>
  /** Takes nothing more, finishes what is queued, and refuses (`full`) what is not done in time. */
  close(): Promise<void>
  stats(): MessageLogStats
}

export type MessageLogStats = {
  /** Waiting for their batch, now. */
  queued: number
  queuedBytes: number
  /** In a batch that is under way, now. */
  inFlight: number
  /** Committed since the start, as are those below. */
  batches: number
  appended: number
  /** Told why not; those that found no room included. Nothing was written. */
  refused: number
  /** Told that it is unknown. */
  unknown: number
}

/**
 * @param onCommitted called after the commit, once per channel and batch, in commit order per channel, before `append`
 * resolves, with fresh messages only. A message whose outcome is `unknown` may be committed without it: nobody is told of
 * it but by the hub's audit, within a second, and its sender by trying again.
 * @param onBatch called after each commit: how many messages, of how many bytes, took how many milliseconds
 */
export function createMessageLog(
  db: Database,
  options: {
    onCommitted: (committed: Committed) => void
    onBatch?: (batch: { size: number; bytes: number; ms: number }) => void
    log: Log
    limits?: Partial<MessageLogLimits>
  },
): MessageLog {
  const limits = { ...defaults, ...options.limits }
  const pool = db.openPool({
    maxConnections: limits.lanes,
    idleConnections: limits.lanes,
    name: 'chime message log',
    queryTimeoutMs: limits.queryTimeoutMs,
  })
  const counts = { batches: 0, appended: 0, refused: 0, unknown: 0 }
  const settleOptions = {
    pool,
    log: options.log,
    onCommitted: options.onCommitted,
    retryAfterMs: limits.retryAfterMs,
    waitMs: limits.waitMs,
    onBatch(batch: { size: number; bytes: number; ms: number; fresh: number }) {
      counts.batches++
      counts.appended += batch.fresh
      try {
        options.onBatch?.({ size: batch.size, bytes: batch.bytes, ms: batch.ms })
      } catch (error) {
        options.log.error({ error }, 'telling of a batch failed')
      }
    },
  }
  const full = () => new AppendError('full', { retryAfterMs: limits.retryAfterMs })
  const lanes = Array.from({ length: limits.lanes }, () =>
    createLane(limits, {
      settle: (batch) => settle(batch, settleOptions),
      refuse: (entry) => entry.reject(full()),
    }),
  )
  /** So that a retry that overtakes its first try in this process gets the same answer. */
  const pending = new Map<string, { entry: Entry; result: Promise<Appended> }>()
  let closing: Promise<void> | undefined

  function append(message: NewMessage): Promise<Appended> {
    if (closing !== undefined) return refuse()
    const input = normalise(message)
    const key = `${input.channelId} ${input.userId} ${input.clientId}`
    const known = pending.get(key)
    if (known !== undefined) return known.result.then(({ message }) => ({ message, fresh: false }))
    const { promise, resolve, reject } = Promise.withResolvers<Appended>()
    const fail = (error: unknown) => {
      if (error instanceof AppendError && error.reason === 'unknown') counts.unknown++
      else counts.refused++
      reject(error)
    }
    const entry = { input, bytes: sizeOf(input), since: performance.now(), resolve, reject: fail }
    if (!laneOf(input.channelId).push(entry)) return refuse()
    const result = promise.finally(() => pending.delete(key))
    pending.set(key, { entry, result })
    return result
  }

  function refuse(): Promise<never> {
    counts.refused++
    return Promise.reject(full())
  }

  function laneOf(channelId: string) {
    // The end of a UUID is random in every version of it.
    const lane = lanes[(Number.parseInt(channelId.slice(-8), 16) >>> 0) % lanes.length]
    if (lane === undefined) throw new Error('a message log needs at least one lane')
    return lane
  }

  async function shutDown(): Promise<void> {
    const idle = Promise.all(lanes.map((lane) => lane.idle())).then(() => true)
    const patience = new AbortController()
    const late = sleep(limits.closeMs, false, { signal: patience.signal }).catch(() => false)
    const finished = await Promise.race([idle, late])
    patience.abort()
    for (const lane of lanes) lane.clear()
    // What is left is under way, and its answer did not come.
    for (const { entry } of pending.values()) entry.reject(new AppendError('unknown'))
    const ended = pool.end()
    if (finished) await ended
  }

  return {
    append,
    close() {
      closing ??= shutDown()
      return closing
    },
    stats() {
      const now = lanes.map((lane) => lane.stats())
      const sum = (key: 'queued' | 'queuedBytes' | 'inFlight') => now.reduce((total, lane) => total + lane[key], 0)
      return { queued: sum('queued'), queuedBytes: sum('queuedBytes'), inFlight: sum('inFlight'), ...counts }
    },
  }
}

/** Postgres takes UUIDs in any case and returns them in lower case; here they are keys. */
function normalise(message: NewMessage): NewMessage {
  return {
    ...message,
    channelId: message.channelId.toLowerCase(),
    userId: message.userId.toLowerCase(),
    clientId: message.clientId.toLowerCase(),
    ...(message.attachmentIds && { attachmentIds: message.attachmentIds.map((id) => id.toLowerCase()) }),
  }
}

function sizeOf(message: NewMessage): number {
  let bytes = Buffer.byteLength(message.content)
  for (const [key, value] of Object.entries(message.metadata ?? {})) {
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value)
  }
  if (message.poll) bytes += Buffer.byteLength(JSON.stringify(message.poll))
  return bytes
}
