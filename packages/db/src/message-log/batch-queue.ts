import type { PendingMessage } from './commit-batch.ts'

export type BatchQueueLimits = {
  batchCount: number
  batchBytes: number
  queueCount: number
  queueBytes: number
  waitMs: number
}

export type BatchQueue = {
  /** False when the queue is full: the message was not taken. */
  push(message: PendingMessage): boolean
  stats(): { queued: number; queuedBytes: number; inFlight: number }
  /** Resolves when nothing waits and no batch is under way. */
  idle(): Promise<void>
  /** Refuses every message that waits. */
  clear(): void
}

/**
 * Commits one batch at a time: the messages that arrive while a batch is under way form the next one. There is no timer. So
 * an idle queue adds no delay, and the slower the database is, the larger the batches get.
 */
export function createBatchQueue(
  limits: BatchQueueLimits,
  handle: { commit(batch: readonly PendingMessage[]): Promise<void>; refuse(message: PendingMessage): void },
): BatchQueue {
  let queue: PendingMessage[] = []
  let queuedBytes = 0
  let inFlight = 0
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    // Waits for the rest of this iteration of the event loop, so that frames that were read together become one batch. Without
    // this the first message would go alone.
    await new Promise((resolve) => setImmediate(resolve))
    while (true) {
      refuseOld()
      const batch = take()
      if (batch.length === 0) break
      inFlight = batch.length
      await handle.commit(batch)
      inFlight = 0
    }
    running = undefined
  }

  /** Messages get this old when the database has not answered. Their senders have waited long enough, and may try again. */
  function refuseOld(): void {
    const oldestMs = performance.now() - limits.waitMs
    const firstInTime = queue.findIndex((message) => message.queuedAtMs >= oldestMs)
    for (const message of queue.splice(0, firstInTime === -1 ? queue.length : firstInTime)) {
      queuedBytes -= message.bytes
      handle.refuse(message)
    }
  }

  function take(): PendingMessage[] {
    let bytes = 0
    let count = 0
    for (const message of queue) {
      // A message that is larger than a whole batch may be is sent alone.
      if (count === limits.batchCount || (count > 0 && bytes + message.bytes > limits.batchBytes)) break
      bytes += message.bytes
      count++
    }
    queuedBytes -= bytes
    return queue.splice(0, count)
  }

  return {
    push(message) {
      if (queue.length >= limits.queueCount || queuedBytes + message.bytes > limits.queueBytes) return false
      queue.push(message)
      queuedBytes += message.bytes
      running ??= run()
      return true
    },
    stats: () => ({ queued: queue.length, queuedBytes, inFlight }),
    idle: () => running ?? Promise.resolve(),
    clear() {
      for (const message of queue) handle.refuse(message)
      queue = []
      queuedBytes = 0
    },
  }
}
