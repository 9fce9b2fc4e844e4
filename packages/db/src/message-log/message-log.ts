import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@chime/protocol'
import type { Database } from '../driver.ts'
import { AppendError } from './append-error.ts'
import type { NewMessage } from './append-messages.ts'
import { createBatchQueue } from './batch-queue.ts'
import { type Appended, type Committed, commitBatch, type PendingMessage } from './commit-batch.ts'

/*
 * The way of a message through this folder:
 *
 *   append()             message-log.ts      finds the message in `pending` when this is a retry; picks the channel's queue
 *      ↓
 *   queue                batch-queue.ts      waits while a batch is under way; all that waits is the next batch
 *      ↓
 *   commitBatch()        commit-batch.ts     commits; after a failure tries again, halves, or splits by channel
 *      ↓
 *   appendMessages()     append-messages.ts  one statement: functions/append_messages.sql
 *      ↓
 *   onCommitted()        commit-batch.ts     tells this process what changed, once for each channel
 *      ↓
 *   append() resolves, or rejects with an AppendError (append-error.ts)
 */

export type MessageLogLimits = {
  /**
   * How many batches are under way at a time. Each queue has a connection of its own and takes the channels that hash to it,
   * so a locked channel holds up only the channels of its queue.
   */
  queues: number
  /**
   * Larger batches gain little and add delay: batches of 100 give three times the throughput of batches of 10, and batches of
   * 500 a third more than those of 100.
   */
  batchCount: number
  batchBytes: number
  /** Messages that may wait in one queue; more are refused (`full`). At 10,000 messages a second this is half a second. */
  queueCount: number
  queueBytes: number
  /**
   * A message that has waited for longer is refused (`full`). That happens only when the database does not answer, or when
   * something else holds the locks of many channels.
   */
  waitMs: number
  /** After this long without an answer, or without a connection, the outcome is `unknown`. */
  queryTimeoutMs: number
  /** What a refusal (`full`) tells the sender to wait. */
  retryAfterMs: number
  /** How long `close` waits for the messages that are queued. */
  closeMs: number
}

const defaults: MessageLogLimits = {
  queues: 4,
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
   * Resolves once the message is committed. It promises:
   * - There is one message for one (channel, user, client id), however often and on whichever node it is sent. A retry
   *   resolves to the message as it is now, with `fresh: false`, before anything is checked.
   * - Messages to one channel are numbered in the order of these calls, within one log.
   * - Numbers and revisions have no gaps, and are committed in order.
   * - Membership, blocks and the state of the channel are read under the channel's lock. So once somebody's removal is
   *   committed, none of their messages is appended.
   * - An attachment is sent with one message only, and belongs to it from the same commit on.
   * - In slow mode a plain member's next message is taken `slowModeSeconds` after the last one, whichever node it is sent to.
   *
   * Rate limits are not checked here.
   *
   * @throws AppendError
   */
  append(message: NewMessage): Promise<Appended>
  /** Takes no further messages, commits those that are queued, and refuses (`full`) those that are not done in time. */
  close(): Promise<void>
  stats(): MessageLogStats
}

export type MessageLogStats = {
  /** Messages that wait for their batch now. */
  queued: number
  queuedBytes: number
  /** Messages in batches that are under way now. */
  inFlight: number
  /** Batches committed since the start. The counts below are since the start too. */
  batches: number
  appended: number
  /** Messages that were not written, and whose sender was told why; a full queue is such a reason. */
  refused: number
  /** Messages of which nobody knows whether they were written. */
  unknown: number
}

/**
 * @param options.onCommitted called after each commit, once for each channel in it, before `append` resolves, and in the order
 * of the commits to a channel. It gets new messages only, no retries. It is not called for a message whose outcome is `unknown`
 * although that one may be committed: the hub's audit finds it within a second, and its sender finds it with a retry.
 * @param options.onBatch called after each commit: how many messages of how many bytes took how many milliseconds
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
    maxConnections: limits.queues,
    idleConnections: limits.queues,
    name: 'chime message log',
    queryTimeoutMs: limits.queryTimeoutMs,
  })
  const counts = { batches: 0, appended: 0, refused: 0, unknown: 0 }
  const commitOptions = {
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
  const queues = Array.from({ length: limits.queues }, () =>
    createBatchQueue(limits, {
      commit: (batch) => commitBatch(batch, commitOptions),
      refuse: (message) => message.reject(full()),
    }),
  )
  /** A retry that comes while the first call still waits joins it here: no batch may hold the same client id twice. */
  const pending = new Map<string, { waiting: PendingMessage; result: Promise<Appended> }>()
  let closing: Promise<void> | undefined

  function append(message: NewMessage): Promise<Appended> {
    if (closing !== undefined) return refuse()
    const normalised = normalise(message)
    const { channelId, userId, clientId } = normalised
    const key = `${channelId} ${userId} ${clientId}`
    const known = pending.get(key)
    if (known !== undefined) return known.result.then(({ message }) => ({ message, fresh: false }))
    const { promise, resolve, reject } = Promise.withResolvers<Appended>()
    const fail = (error: unknown) => {
      if (error instanceof AppendError && error.reason === 'unknown') counts.unknown++
      else counts.refused++
      reject(error)
    }
    const bytes = sizeOf(normalised)
    const waiting = { message: normalised, bytes, queuedAtMs: performance.now(), resolve, reject: fail }
    if (!queueOf(channelId).push(waiting)) return refuse()
    const result = promise.finally(() => pending.delete(key))
    pending.set(key, { waiting, result })
    return result
  }

  function refuse(): Promise<never> {
    counts.refused++
    return Promise.reject(full())
  }

  function queueOf(channelId: string) {
    // The last digits of a UUID are random in every version of UUIDs.
    const queue = queues[(Number.parseInt(channelId.slice(-8), 16) >>> 0) % queues.length]
    if (queue === undefined) throw new Error('a message log needs at least one queue')
    return queue
  }

  async function shutDown(): Promise<void> {
    const idle = Promise.all(queues.map((queue) => queue.idle())).then(() => true)
    const timer = new AbortController()
    const late = sleep(limits.closeMs, false, { signal: timer.signal }).catch(() => false)
    const finished = await Promise.race([idle, late])
    timer.abort()
    for (const queue of queues) queue.clear()
    // The messages that are left are in batches that the database has not answered.
    for (const { waiting } of pending.values()) waiting.reject(new AppendError('unknown'))
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
      const now = queues.map((queue) => queue.stats())
      const sum = (key: 'queued' | 'queuedBytes' | 'inFlight') => now.reduce((total, queue) => total + queue[key], 0)
      return { queued: sum('queued'), queuedBytes: sum('queuedBytes'), inFlight: sum('inFlight'), ...counts }
    },
  }
}

/** Postgres takes UUIDs in upper and lower case, and returns them in lower case. Here they are keys of maps. */
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
